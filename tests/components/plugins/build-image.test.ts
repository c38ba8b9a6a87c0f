import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import {
  BUILD_IMAGE,
  buildEnvironment,
  type BuildSettings,
  RUN_BUILD,
} from "../../../components/plugins/build-image";
import { findProgram } from "../../../sandbox/program";
import { waitUntil } from "../../../sandbox/wait";
import { debianTool } from "../../../testkit/debian-tool";

const digest = `sha256:${"ab".repeat(32)}`;
const image = "registry.example.com/connect:1";
const settings: BuildSettings = {
  image,
  files: {
    containerfile: "FROM a\n",
    installer: "echo '%s' \"$HOME\" \\n\n",
    list: "p artifact-1 jar https://a/p.jar - -\n",
  },
  tlsVerify: true,
};

/** Both builders record how they were called, and print what they were asked to build. */
const builder = `#!/bin/sh
echo "\${0##*/} $*" >>calls
`;
const buildah = `${builder}while [ $# -gt 0 ]; do
  case $1 in --digestfile) printf ${digest} >"$2" ;; esac
  shift
done
`;
const docker = `${builder}[ "$1" != push ] || echo "1: digest: ${digest} size: 1"\n`;

describe("build-image", function () {
  this.timeout(30_000);

  let around: string;
  const file = (name: string) => path.join(around, name);
  const temporary = () => readdirSync(file("tmp"));
  const calls = () =>
    readFileSync(file("calls"), "utf8")
      .replace(/\S*\/plugin-image\.\w+/g, "WORK")
      .split("\n");

  beforeEach(() => {
    around = mkdtempSync(path.join(tmpdir(), "kafka-connect-build-"));
    for (const folder of ["bin", "tmp"]) mkdirSync(file(folder));
    for (const tool of ["sh", "mkdir", "mktemp", "rm", "cat", "sed", "tee", "touch", "sleep"]) {
      symlinkSync(findProgram(tool) ?? "", file(`bin/${tool}`));
    }
  });
  afterEach(() => rmSync(around, { recursive: true, force: true }));

  const has = (name: string, script: string) =>
    writeFileSync(file(`bin/${name}`), script, { mode: 0o755 });
  const options = (change: Partial<BuildSettings>) => ({
    cwd: around,
    env: {
      PATH: file("bin"),
      TMPDIR: file("tmp"),
      ...buildEnvironment({ ...settings, ...change }),
    },
  });
  const run = (change: Partial<BuildSettings> = {}) => {
    const ended = spawnSync("/bin/sh", ["-c", RUN_BUILD], {
      ...options(change),
      encoding: "utf8",
    });
    return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  };

  for (const shell of ["dash", "bash", "busybox"]) {
    it(`is a script that ${shell} can read`, () => {
      const args = shell === "busybox" ? ["sh", "-n"] : ["-n"];
      const read = spawnSync(debianTool(shell), args, { input: BUILD_IMAGE, encoding: "utf8" });
      expect(read.stderr).to.equal("");
      expect(read.status).to.equal(0);
    });
  }

  it("builds, pushes and removes with buildah, and prints only the digest", () => {
    has("buildah", buildah);
    has("docker", docker);
    const { code, stdout, stderr } = run();
    expect(code, stderr).to.equal(0);
    expect(stdout).to.equal(`${digest}\n`);
    expect(calls()).to.deep.equal([
      `buildah build --tls-verify=true -t ${image} -f WORK/Containerfile WORK/context`,
      `buildah push --tls-verify=true --digestfile WORK/digest ${image} docker://${image}`,
      `buildah rmi ${image}`,
      "",
    ]);
    expect(stderr).to.equal(`building ${image} with buildah\npushing ${image}\n`);
    expect(temporary()).to.deep.equal([]);
  });

  it("uses docker if there is no buildah, and reads the digest from its output", () => {
    has("docker", docker);
    const { stdout, stderr } = run();
    expect(stdout).to.equal(`${digest}\n`);
    expect(calls()).to.deep.equal([
      `docker build -t ${image} -f WORK/Containerfile WORK/context`,
      `docker push ${image}`,
      `docker rmi ${image}`,
      "",
    ]);
    expect(stderr).to.contain("1: digest:");
  });

  it("uses docker if the program says so", () => {
    has("buildah", buildah);
    has("docker", docker);
    run({ builder: "docker" });
    expect(calls()[0]).to.match(/^docker build/);
  });

  it("passes the files to the builder unchanged", () => {
    has(
      "buildah",
      `#!/bin/sh\n[ $1 != build ] || { cd "$7/.." && cat "$6" context/* >&2; exit 1; }\n`,
    );
    const ca = "-----BEGIN CERTIFICATE-----";
    const { containerfile, installer, list } = settings.files;
    const { stderr } = run({ files: { ...settings.files, ca } });
    expect(stderr).to.contain(`${containerfile}${ca}${installer}${list}`);
  });

  const failures: [string, Record<string, string>, Partial<BuildSettings>, string][] = [
    [
      "no builder is installed",
      {},
      {},
      "neither buildah nor docker is on PATH: install one of them",
    ],
    [
      "the builder in the program is not installed",
      { buildah },
      { builder: "docker" },
      "builder: there is no docker on PATH: install it",
    ],
    [
      "docker is asked not to verify TLS",
      { docker },
      { tlsVerify: false },
      "tlsVerify: docker leaves that to its daemon",
    ],
    [
      "the build fails",
      { buildah: "#!/bin/sh\necho 'plugin \"p\": HTTP 404 (a)'\nexit 3\n" },
      {},
      'plugin "p": HTTP 404 (a)\nPluginImage: the image could not be built',
    ],
    [
      "buildah cannot push",
      { buildah: "#!/bin/sh\n[ $1 != push ] || { echo unauthorized; exit 3; }\n" },
      {},
      `unauthorized\nPluginImage: ${image} could not be pushed: see the lines above. If access was denied, run buildah login first`,
    ],
    [
      "docker cannot push",
      { docker: "#!/bin/sh\n[ $1 != push ] || { echo unauthorized; exit 3; }\n" },
      {},
      `unauthorized\nPluginImage: ${image} could not be pushed`,
    ],
    [
      "no digest is printed",
      { docker: "#!/bin/sh\n" },
      {},
      "docker did not print the digest of the pushed image",
    ],
  ];
  for (const [title, builders, change, words] of failures) {
    it(`fails, says why and leaves nothing behind when ${title}`, () => {
      for (const [name, script] of Object.entries(builders)) has(name, script);
      const { code, stdout, stderr } = run(change);
      expect(code).to.equal(1);
      expect(stdout).to.equal("");
      expect(stderr).to.contain(words);
      expect(temporary()).to.deep.equal([]);
    });
  }

  it("succeeds but reports when an image could not be removed", () => {
    has("buildah", buildah.replace("while", '[ "$1" != rmi ] || exit 1\nwhile'));
    const { code, stderr } = run();
    expect(code).to.equal(0);
    expect(stderr).to.contain(`${image} could not be removed from this machine`);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`leaves no files after ${signal}`, async () => {
      has("buildah", "#!/bin/sh\ntouch building\nexec sleep 60\n");
      const shell = spawn("/bin/sh", ["-c", RUN_BUILD], { ...options({}), detached: true });
      const ended = new Promise((resolve) => shell.once("exit", resolve));
      const building = () => existsSync(file("building"));
      await waitUntil(building, { what: "the build", deadlineMs: 10_000, intervalMs: 20 });
      process.kill(-(shell.pid ?? 0), signal);
      expect(await ended).to.not.equal(0);
      expect(temporary()).to.deep.equal([]);
    });
  }
});
