import "../../testkit/languages/use-plugin";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { repositoryFolder } from "../../sandbox/paths";
import { type Bundled, CHECKSUMS, PLATFORMS, writeBundle } from "../../testkit/languages/bundle";
import { mustRun } from "../../testkit/command/command";
import { CommandProject } from "../../testkit/languages/command-project";
import { ComponentHost } from "../../testkit/languages/component-host";
import { DownloadServer } from "../../testkit/plugins/download-server";
import { yaml } from "../../testkit/languages/languages";
import { Rest } from "../../testkit/connect/rest";
import { sandbox } from "../../testkit/sandbox";
import { SOURCE } from "../../testkit/connectors/scenario";

const NAME = "pulumi-kafka-connect";

describe("the archive of the plugin", () => {
  let folder: string;
  let bundled: Bundled;
  let home: string;

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-release-"));
    bundled = await writeBundle(folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "kafka-connect-home-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** Deploys a connector and a set with the plugin in this home folder, and with no other. */
  async function runs(prefix: string, env: Record<string, string>, options: object) {
    const { workerUrl } = await sandbox();
    const rest = new Rest(workerUrl);
    const empty = { env: { PULUMI_HOME: home, ...env }, plugins: {} };
    const project = await CommandProject.begin(prefix, yaml, empty);
    try {
      await project.configure({ url: workerUrl });
      const member = { class: SOURCE, config: { file: "/tmp/in", topic: `${prefix}-topic` } };
      const connectors = { [`${prefix}-b`]: member };
      project.write({
        resources: {
          one: {
            type: `${NAME}:Connector`,
            properties: { name: `${prefix}-a`, ...member },
            options,
          },
          set: { type: `${NAME}:ConnectorSet`, properties: { connectors }, options },
        },
      });
      const { code, text } = await project.up();
      expect(code, text).to.equal(0);
      expect(await rest.names()).to.include.members([`${prefix}-a`, `${prefix}-b`]);
      await project.must("destroy", "--yes", "--skip-preview", "--stack", "dev");
    } finally {
      await project.end();
    }
  }

  async function installed(...args: string[]): Promise<string> {
    const project = await CommandProject.begin("install", yaml, { env: { PULUMI_HOME: home } });
    try {
      const version = `v${bundled.version}`;
      await project.must("plugin", "install", "resource", NAME, version, ...args);
      return await project.must("plugin", "ls");
    } finally {
      await project.end();
    }
  }

  it("exists for each platform, with its checksum", () => {
    expect(bundled.archives).to.have.length(PLATFORMS.length);
    const lines = readFileSync(path.join(folder, CHECKSUMS), "utf8").trim().split("\n");
    const expected = bundled.archives.map((name) => {
      const digest = createHash("sha256").update(readFileSync(path.join(folder, name)));
      return `${digest.digest("hex")}  ${name}`;
    });
    expect(lines).to.deep.equal(expected);
    const [first = ""] = bundled.archives;
    expect(readFileSync(path.join(folder, first)).length).to.be.lessThan(6_000_000);
  });

  it("is installed by `pulumi plugin install --file`, and then runs without the package", async () => {
    const [first = ""] = bundled.archives;
    expect(await installed("--file", path.join(folder, first))).to.contain(NAME);
    await runs("filed", {}, {});
  });

  it("constructs a Connect cluster and an image, with all files that they read", async () => {
    const [first = ""] = bundled.archives;
    await mustRun("tar", ["-xzf", path.join(folder, first)], { cwd: home });
    const host = await ComponentHost.start([path.join(home, `pulumi-resource-${NAME}`)]);
    try {
      const image = { application: "example/connect:1" };
      const inputs = { bootstrapServers: "kafka:9092", image };
      const cluster = await host.construct({ type: `${NAME}:index:ConnectCluster`, inputs });
      const types = cluster.children.map(({ type }) => type);
      expect(types).to.include.members([
        "kubernetes:apps/v1:StatefulSet",
        "kubernetes:apps/v1:Deployment", // The healing agent.
        `${NAME}:index:Workers`,
      ]);
      const archivePath = "https://example.com/jdbc.zip";
      const built = await host.construct({
        type: `${NAME}:index:PluginImage`,
        inputs: {
          baseImage: "apache/kafka:4.1.0",
          imageName: "registry.example.com/connect:1",
          plugins: { url: [{ name: "jdbc", archivePath, checksum: "a".repeat(128) }] },
        },
      });
      expect(built.children.map(({ type }) => type)).to.include("command:local:Command");
    } finally {
      host.close();
    }
  });

  it("is downloaded when a program needs it, from the address in the program", async () => {
    const server = await DownloadServer.start("http");
    try {
      for (const name of bundled.archives) {
        server.serve(`/${name}`, readFileSync(path.join(folder, name)));
      }
      const automatic = { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false" };
      const { version } = bundled;
      await runs("loaded", automatic, { version, pluginDownloadURL: server.url });
      expect(server.calls).to.have.length(1);
    } finally {
      await server.close();
    }
  });
});

describe("the package as a plugin from its repository", () => {
  it("is started by Pulumi's host for Node.js", async () => {
    const run = path.join(
      repositoryFolder,
      "node_modules",
      "@pulumi",
      "pulumi",
      "cmd",
      "run-plugin",
    );
    const child = spawn(process.execPath, [run, repositoryFolder, "127.0.0.1:1"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      expect(line.toString()).to.match(/^\d+\n/);
    } finally {
      child.kill();
    }
  }).timeout(60_000);
});
