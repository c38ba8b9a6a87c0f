import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { ConnectCluster, type ConnectPlugin, PluginImage, type UrlPluginArgs } from "../../index";
import { kafkaJars } from "../../sandbox/kafka-jars";
import { buildWorkerImage, workerImage } from "../../sandbox/kubernetes/worker-image";
import { say } from "../../sandbox/progress";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { CommandProject } from "../../testkit/languages/command-project";
import { yaml } from "../../testkit/languages/languages";
import { type FileServer, fileServer } from "../../testkit/plugins/file-server";
import { ImageRegistry, imageToolsObstacle } from "../../testkit/kubernetes/image-registry";
import { withProviderPlugin } from "../../testkit/engine/provider-plugin";
import { restrictedNamespace, smallCluster } from "../../testkit/kubernetes/small-cluster";

const SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";

describe("an image with plugins in it, and workers that download nothing", function () {
  this.timeout(240_000);

  const namespace = `image-${Date.now().toString(36)}`;
  let running: Cluster;
  let registry: ImageRegistry;
  let pulumi: PulumiEnvironment;
  let stack: TestStack;
  let files: FileServer;
  let plugin: UrlPluginArgs;
  let baseImage: string;
  const cleanUp: (() => unknown)[] = [];

  before(async function () {
    running = await cluster();
    const obstacle =
      running.registry === undefined || running.workerImage !== workerImage()
        ? "it needs a cluster of this machine's own, or SANDBOX_REGISTRY with one of its addresses " +
          `from which the nodes pull without TLS, and SANDBOX_WORKER_IMAGE=${workerImage()}`
        : await imageToolsObstacle();
    if (obstacle !== undefined) {
      say(`… left out, because ${obstacle}`);
      this.skip();
    }
    registry = await ImageRegistry.start(running.registry ?? "");
    cleanUp.push(() => registry.close());
    // Kafka's own connectors are always listed.
    const without = "USER 0\nRUN rm /opt/kafka/libs/connect-file-*.jar\nUSER 1000:1000";
    baseImage = await registry.add(await buildWorkerImage(), "worker:1", without);
    const withCommand = await withProviderPlugin(running.pulumi, "command");
    pulumi = { ...withCommand, env: { ...withCommand.env, ...registry.env } };
    stack = await TestStack.create(pulumi, namespace);
    cleanUp.push(() => stack.remove());
    const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-plugins-"));
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const jars = path.join((await kafkaJars()).plugins, "connect-file");
    const jar = readdirSync(jars).find((name) => name.endsWith(".jar")) ?? "";
    copyFileSync(path.join(jars, jar), path.join(folder, "connect-file.jar"));
    files = await fileServer(folder, { host: running.hostAddress ?? "127.0.0.1" });
    cleanUp.push(() => files.close());
    const checksum = createHash("sha512")
      .update(readFileSync(path.join(jars, jar)))
      .digest("hex");
    plugin = { name: "file", archivePath: `${files.url}/connect-file.jar`, checksum };
  });

  after(async () => {
    for (const step of cleanUp.reverse()) await step();
  });

  const imageArgs = (change: Partial<UrlPluginArgs> = {}) => ({
    baseImage,
    initImage: baseImage,
    imageName: `${registry.address}/connect`,
    plugins: { url: [{ ...plugin, ...change }] },
    tlsVerify: false,
  });

  const program =
    (change: Partial<UrlPluginArgs> = {}) =>
    () => {
      const space = restrictedNamespace(namespace);
      const made = new PluginImage("plugins", imageArgs(change));
      const connect = new ConnectCluster("connect", {
        ...smallCluster(running, space.metadata.name),
        replicas: 1,
        image: { application: made.image, init: baseImage },
      });
      return { image: made.image, tag: made.tag, plugins: connect.installedPlugins };
    };

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    return run;
  };

  it("is only planned in a preview, which builds nothing", async () => {
    const run = succeeds(await stack.preview(program()));
    expect(run.changes).to.deep.equal({ create: 12 });
    expect(files.requests).to.deep.equal([]);
  });

  it("is neither built nor pushed when a plugin has another sha512, and the error names it", async () => {
    const run = await stack.up(program({ checksum: "0".repeat(128) }));
    expect(run.ok).to.equal(false);
    expect(diagnostics(run, "error").join("\n")).to.match(/plugin "file": sha512 is/);
    expect(await registry.tags("connect")).to.deep.equal([]);
  });

  it("is pushed, with its progress shown, and the workers run it", async () => {
    const run = succeeds(await stack.up(program()));
    expect(run.text).to.contain('plugin \\"file\\": installed');
    const { image, tag, plugins } = run.outputs;
    expect(image).to.match(/\/connect@sha256:[0-9a-f]{64}$/);
    expect(await registry.tags("connect")).to.deep.equal([tag]);
    expect((plugins as ConnectPlugin[]).map((one) => one.class)).to.include(SOURCE);
  });

  it("is pushed for a YAML program too, with the same tag", async () => {
    const project = await CommandProject.begin(`${namespace}-yaml`, yaml, { pulumi });
    try {
      const type = "pulumi-kafka-connect:PluginImage";
      project.write({
        resources: { plugins: { type, properties: imageArgs() } },
        outputs: { image: "${plugins.image}", tag: "${plugins.tag}" },
      });
      const { code, text } = await project.up();
      expect(code, text).to.equal(0);
      expect(await project.output("image")).to.match(/\/connect@sha256:[0-9a-f]{64}$/);
      expect(await registry.tags("connect")).to.deep.equal([await project.output("tag")]);
    } finally {
      await project.end();
    }
  });

  it("is not rebuilt for the same program, but for another list of plugins", async () => {
    const downloads = files.requests.length;
    const again = succeeds(await stack.up(program()));
    expect(again.changes).to.deep.equal({ same: 12 });
    const other = succeeds(await stack.preview(program({ name: "other" })));
    expect(other.changes).to.deep.equal({ same: 9, update: 3 });
    expect(files.requests).to.have.length(downloads);
  });

  it("stays in the registry when the stack is destroyed", async () => {
    succeeds(await stack.destroy());
    expect(await registry.tags("connect")).to.have.length(1);
  });
});
