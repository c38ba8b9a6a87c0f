import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import {
  ConnectCluster,
  type ConnectClusterArgs,
  type ConnectPlugin,
  Connector,
} from "../../index";
import { kafkaJars } from "../../sandbox/kafka-jars";
import { coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../helpers/cluster";
import { diagnostics, type Run, TestStack } from "../helpers/engine";
import { type FileServer, fileServer } from "../helpers/file-server";

const SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";
const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";

describe("a Connect cluster with a plugin from a url, a secret and connectors, in one program", function () {
  this.timeout(420_000);

  const namespace = `connect-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let folder: string;
  let files: FileServer;
  let checksum: string;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-plugins-"));
    const plugins = path.join((await kafkaJars()).plugins, "connect-file");
    const jar = readdirSync(plugins).find((name) => name.endsWith(".jar")) ?? "";
    copyFileSync(path.join(plugins, jar), path.join(folder, "connect-file.jar"));
    checksum = createHash("sha512")
      .update(readFileSync(path.join(plugins, jar)))
      .digest("hex");
    files = await fileServer(folder, { host: running.hostAddress ?? "127.0.0.1" });
  });

  after(async () => {
    await stack.remove();
    await files.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const args = (): ConnectClusterArgs => ({
    namespace,
    replicas: 2,
    bootstrapServers: running.broker,
    image: { application: running.workerImage, init: running.workerImage },
    internalTopicReplicationFactor: 1,
    rebalanceDelay: 1,
    heap: "-Xmx256m",
    jvmOptions: ["-XX:TieredStopAtLevel=1"],
    resources: { requests: { cpu: "50m", memory: "256Mi" } },
    build: {
      onDemand: {
        plugins: {
          url: [{ name: "file", archivePath: `${files.url}/connect-file.jar`, checksum }],
        },
      },
    },
    mountedSecrets: [{ secretRef: "lines" }],
  });

  const program =
    (change: Partial<ConnectClusterArgs> = {}, customTimeouts = {}) =>
    () => {
      const space = new k8s.core.v1.Namespace("namespace", {
        metadata: {
          name: namespace,
          labels: { "pod-security.kubernetes.io/enforce": "restricted" },
        },
      });
      const secret = new k8s.core.v1.Secret("lines", {
        metadata: { namespace: space.metadata.name, name: "lines" },
        stringData: { "files.properties": "file=/etc/hosts\n" },
      });
      const connect = new ConnectCluster(
        "connect",
        { ...args(), ...change },
        { dependsOn: [secret], customTimeouts },
      );
      const outputs = { plugins: connect.installedPlugins };
      const converter = { "value.converter": "org.apache.kafka.connect.storage.StringConverter" };
      const source = new Connector("source", {
        cluster: connect,
        class: SOURCE,
        config: {
          file: "${file:/mnt/secrets/lines/files.properties:file}",
          topic: `${namespace}-lines`,
          ...converter,
        },
      });
      const sink = new Connector("sink", {
        cluster: connect,
        class: SINK,
        config: { file: "/tmp/out", topics: `${namespace}-lines`, ...converter },
      });
      return { ...outputs, source: source.state, sink: sink.tasks };
    };

  /** What a refresh found to be otherwise, by resource. */
  const differences = (run: Run): string =>
    run.events
      .flatMap(({ resOutputsEvent }) => {
        const { urn, detailedDiff } = resOutputsEvent?.metadata ?? {};
        return detailedDiff === undefined ? [] : [`${urn ?? ""}: ${JSON.stringify(detailedDiff)}`];
      })
      .join("\n");

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    return run;
  };

  it("is previewed whole without a cluster", async () => {
    const elsewhere = await TestStack.create(
      { ...running.pulumi, env: { ...running.pulumi.env, KUBECONFIG: "/nowhere" } },
      `${namespace}-preview`,
    );
    const run = await elsewhere.preview(program());
    await elsewhere.remove();
    succeeds(run);
    expect(run.text).to.contain("connect-file.jar");
    expect(run.changes).to.deep.equal({ create: 12 });
  });

  it("comes up, with its connectors running and the plugin listed, in a restricted namespace", async () => {
    const { outputs } = succeeds(await stack.up(program()));
    const plugins = outputs.plugins as ConnectPlugin[];
    expect(plugins.map((plugin) => plugin.class)).to.include.members([SOURCE, SINK]);
    expect(outputs.source).to.equal("running");
    expect(outputs.sink).to.have.length(1);
    expect(files.count("/connect-file.jar")).to.equal(2); // Once a pod.
  });

  it("is not changed by the same program", async () => {
    const run = succeeds(await stack.up(program()));
    expect(run.changes).to.deep.equal({ same: 12 });
  });

  it("rolls its pods for a changed worker property, and the connectors run again", async () => {
    const change = { config: { "offset.flush.interval.ms": 5000 } };
    const preview = succeeds(await stack.preview(program(change)));
    expect(preview.text).to.contain("offset.flush.interval.ms");
    succeeds(await stack.up(program(change)));
    const refresh = await stack.refresh({ expectNoChanges: true });
    expect(refresh.ok, differences(refresh)).to.equal(true);
  });

  it("refuses a plugin whose sha512 is another, names it, and starts no worker with it", async () => {
    const wrong = {
      name: "file",
      archivePath: `${files.url}/connect-file.jar`,
      checksum: "0".repeat(128),
    };
    const broken = { build: { onDemand: { plugins: { url: [wrong] } } } };
    const run = await stack.up(program(broken));
    expect(run.ok).to.equal(false);
    expect(run.text).to.match(/plugin \\*"file\\*": .*sha512/i);
    const left = await coreApi(running.kubeconfig).listNamespacedPod({ namespace });
    const workers = left.items.filter(({ metadata }) => metadata?.name === "connect-1");
    expect(workers[0]?.status?.containerStatuses?.[0]?.started).to.not.equal(true);
    succeeds(await stack.up(program()));
  });

  it("leaves nothing behind when it is destroyed, connectors first", async () => {
    succeeds(await stack.destroy());
    const namespaces = await coreApi(running.kubeconfig).listNamespace();
    expect(namespaces.items.map(({ metadata }) => metadata?.name)).to.not.include(namespace);
  });
});
