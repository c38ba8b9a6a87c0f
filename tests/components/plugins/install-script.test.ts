import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { Artifact, Plugin } from "../../../components/plugins/list";
import { type Entry, sha512, tar, tgz, zip } from "../../../testkit/plugins/archives";
import { DownloadServer, half } from "../../../testkit/plugins/download-server";
import { image, imageNames } from "../../../testkit/plugins/images";
import { InstallRun } from "../../../testkit/plugins/install-run";

const quick = image("dash, curl, unzip, GNU tools");

const entries: readonly Entry[] = [
  { name: "connector-1.0/", kind: "folder", mode: 0o755 },
  { name: "connector-1.0/connector.jar", content: "a jar", mode: 0o600 },
  { name: "connector-1.0/lib/driver.jar", content: "another jar" },
  { name: "__MACOSX/._connector.jar", content: "junk" },
];

describe("install script", function () {
  this.timeout(60_000);
  let server: DownloadServer;
  let run: InstallRun;

  beforeEach(async () => {
    server = await DownloadServer.start();
    run = new InstallRun();
  });
  afterEach(async () => {
    await server.close();
    run.remove();
  });

  function served(type: Artifact["type"], content: Buffer, at = `/download.${type}`): Artifact {
    return { type, url: server.serve(at, content), sha512: sha512(content) };
  }
  const one = (name: string, artifact: Artifact): Plugin => ({ name, artifacts: [artifact] });
  const marked = (name: string, ...files: string[]) =>
    [".installed", ...files].map((file) => path.join(name, file)).sort();

  for (const name of imageNames) {
    it(`installs zip, tgz, tar and jar with ${name}`, async () => {
      const jar = Buffer.from("a jar");
      const result = await run.run(image(name), [
        one("a-zip", served("zip", zip(entries))),
        one("a-tgz", served("tgz", tgz(entries))),
        one("a-tar", served("tar", tar(entries))),
        one("a-jar", served("jar", jar, "/files/driver-1.2.jar?a=b")),
      ]);
      expect(result).to.include({ code: 0, stderr: "", termination: "" });
      const files = ["connector.jar", "lib/driver.jar"].map((f) => `artifact-1/connector-1.0/${f}`);
      expect(run.installed).to.have.members([
        ...marked("a-zip", ...files),
        ...marked("a-tgz", ...files),
        ...marked("a-tar", ...files),
        ...marked("a-jar", "artifact-1/driver-1.2.jar"),
      ]);
      expect(readdirSync(run.volume)).to.deep.equal(["plugins"]);
      expect(result.stdout).to.match(
        new RegExp(
          `^plugin "a-jar": 5 bytes from ${server.host} in \\d s\nplugin "a-jar": installed\n`,
        ),
      );
      const readable = path.join(run.plugins, "a-zip", files[0] ?? "");
      expect(statSync(readable).mode & 0o777).to.equal(0o644);
    });
  }

  it("keeps several artifacts of one plugin apart", async () => {
    const [a, b] = [Buffer.from("one"), Buffer.from("two")];
    const artifacts = [
      served("tgz", tgz(entries)),
      served("jar", a, "/a/driver.jar"),
      served("jar", b, "/b/driver.jar"),
    ] as const;
    const numbered: Plugin = { name: "p", artifacts };
    expect((await run.run(quick, [numbered])).code).to.equal(0);
    expect(run.installed).to.deep.equal(
      marked(
        "p",
        "artifact-1/connector-1.0/connector.jar",
        "artifact-1/connector-1.0/lib/driver.jar",
        "artifact-2/driver.jar",
        "artifact-3/driver.jar",
      ),
    );
  });

  it("removes permissions that nobody should have", async () => {
    const archive = tar([{ name: "x.jar", content: "x", mode: 0o6777 }]);
    expect((await run.run(quick, [one("p", served("tar", archive))])).code).to.equal(0);
    expect(statSync(path.join(run.plugins, "p/artifact-1/x.jar")).mode & 0o7777).to.equal(0o755);
  });

  it("downloads nothing when the container starts again", async () => {
    const list = [one("p", served("zip", zip(entries)))];
    await run.run(quick, list);
    const again = await run.run(quick, list);
    expect(again).to.include({ code: 0, stdout: 'plugin "p": already installed\n', stderr: "" });
    expect(server.calls).to.deep.equal(["/download.zip"]);
  });

  it("replaces a plugin whose artifact changed, and leaves the others alone", async () => {
    const other = one("other", served("jar", Buffer.from("other"), "/other.jar"));
    await run.run(quick, [one("p", served("zip", zip(entries))), other]);
    const next = served("jar", Buffer.from("next"), "/next.jar");
    expect((await run.run(quick, [one("p", next), other])).code).to.equal(0);
    expect(run.installed).to.deep.equal([
      ...marked("other", "artifact-1/other.jar"),
      ...marked("p", "artifact-1/next.jar"),
    ]);
    expect(server.calls.filter((call) => call === "/other.jar")).to.have.length(1);
  });

  it("removes everything that is not listed", async () => {
    await run.run(quick, [one("p", served("zip", zip(entries)))]);
    mkdirSync(path.join(run.plugins, ".staging"));
    writeFileSync(path.join(run.plugins, "stray.jar"), "");
    symlinkSync("../..", path.join(run.plugins, "link"));
    expect((await run.run(quick, [])).code).to.equal(0);
    expect(readdirSync(run.plugins)).to.deep.equal([]);
    expect(readFileSync(run.victim, "utf8")).to.equal("untouched");
  });

  it("starts again after it was killed half way", async () => {
    const archive = zip(entries);
    const url = server.serve(
      "/p.zip",
      half(archive, () => process.kill(-(run.pid ?? 0), "SIGKILL")),
    );
    const list = [one("p", { type: "zip", url, sha512: sha512(archive) })];
    expect((await run.run(quick, list)).code).to.equal(null);
    expect(existsSync(path.join(run.volume, "work"))).to.equal(true);
    expect(run.installed).to.deep.equal([]);
    server.serve("/p.zip", archive);
    expect((await run.run(quick, list)).code).to.equal(0);
    expect(run.installed).to.have.length(3);
    expect(readdirSync(run.volume)).to.deep.equal(["plugins"]);
  });

  it("installs all others, and reports the plugin that failed", async () => {
    const good = one("a", served("jar", Buffer.from("a"), "/a.jar"));
    const bad = one("b", { ...served("jar", Buffer.from("b"), "/b.jar"), sha512: "0".repeat(128) });
    const result = await run.run(quick, [good, bad]);
    const digits = sha512(Buffer.from("b")).slice(0, 16);
    const line = `plugin "b": sha512 is ${digits}..., not 0000000000000000... (${server.host})\n`;
    expect(result).to.include({ code: 1, stderr: line, termination: line });
    expect(run.installed).to.deep.equal(marked("a", "artifact-1/a.jar"));
  });

  const lacking: [string, readonly string[], string][] = [
    ["zip", ["unzip"], "unzip, bsdtar or jar, which a zip needs"],
    ["tgz", ["gzip"], "gzip, which a tgz needs"],
    ["tar", ["tar"], "tar, which a tar needs"],
    ["jar", ["curl"], "curl or wget"],
    ["jar", ["sha512sum"], "sha512sum, which every plugin needs"],
  ];
  for (const [type, without, words] of lacking) {
    it(`says that the image has no ${words}`, async () => {
      const artifact = served(type as Artifact["type"], tgz(entries));
      const content = type === "zip" ? zip(entries) : type === "tar" ? tar(entries) : undefined;
      const list = [one("p", content ? served(type as Artifact["type"], content) : artifact)];
      const { code, stderr } = await run.run(image("dash, curl, unzip, GNU tools", without), list);
      expect(code).to.equal(1);
      expect(stderr).to.include(`the image example/init:1 has no ${words}: choose another`);
    });
  }

  it("reports the unexpected failure of a tool", async () => {
    const broken = image("dash, curl, unzip, GNU tools", ["mv"]);
    const result = await run.run(broken, [one("p", served("zip", zip(entries)))]);
    expect(result.code).to.equal(1);
    expect(result.termination).to.equal(
      `plugin "p": a step of the installer failed (${server.host})\n`,
    );
    expect(run.installed).to.deep.equal([]);
  });
});
