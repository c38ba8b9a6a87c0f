import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AppsV1Api } from "@kubernetes/client-node";
import { expect } from "chai";
import { ConnectCluster, Connector, type UrlPluginArgs } from "../../index";
import { coreApi, kubeConfig } from "../../sandbox/kubernetes/client";
import { patience, waitUntil } from "../../sandbox/wait";
import { sha512, tgz } from "../../testkit/plugins/archives";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { restrictedNamespace, smallCluster } from "../../testkit/kubernetes/small-cluster";
import { diagnostics, TestStack } from "../../testkit/engine/engine";
import { type FileServer, fileServer } from "../../testkit/plugins/file-server";
import { mavenArchive } from "../../testkit/plugins/maven-archive";
import { SINK } from "../../testkit/connectors/scenario";

/** Within this time a deployment must report that a plugin will never be installed. */
const LONGEST_MS = 60_000;

interface Fault {
  readonly plugin: Omit<UrlPluginArgs, "name">;
  readonly storageLimit?: string;
  readonly message: string;
}

describe("a Connect cluster whose plugin cannot be installed", function () {
  this.timeout(240_000);

  const namespace = `broken-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let folder: string;
  let files: FileServer;
  let whole: Omit<UrlPluginArgs, "name">;
  let faults: Readonly<Record<string, Fault>>;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-broken-"));
    const jar = await mavenArchive("com.h2database:h2:2.3.232");
    const content = readFileSync(jar);
    copyFileSync(jar, path.join(folder, "driver.jar"));
    const archive = tgz([{ name: "driver/driver.jar", content }]);
    const half = archive.subarray(0, archive.length / 2);
    writeFileSync(path.join(folder, "half.tar.gz"), half);
    files = await fileServer(folder, { host: running.hostAddress ?? "127.0.0.1" });
    const checksum = sha512(content);
    whole = { archivePath: `${files.url}/driver.jar`, checksum };
    faults = {
      other: {
        plugin: { ...whole, checksum: "0".repeat(128) },
        message: `sha512 is ${checksum.slice(0, 16)}..., not ${"0".repeat(16)}...`,
      },
      absent: {
        plugin: { archivePath: `${files.url}/absent.jar`, checksum },
        message: "HTTP 404",
      },
      half: {
        plugin: { archivePath: `${files.url}/half.tar.gz`, checksum: sha512(half) },
        message: "is no tgz archive, or not a whole one",
      },
      large: {
        plugin: whole,
        storageLimit: "1Mi",
        message: "does not fit: the volume's storage limit is 1048576 bytes",
      },
    };
  });

  after(async () => {
    await stack.remove();
    await files.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const worker = (name: string, { plugin, storageLimit = "1G" }: Omit<Fault, "message">) =>
    new ConnectCluster(name, {
      ...smallCluster(running, namespace),
      replicas: 1,
      build: { onDemand: { plugins: { url: [{ name, ...plugin }] }, storageLimit } },
    });

  const broken = () => {
    restrictedNamespace(namespace);
    for (const [name, fault] of Object.entries(faults)) worker(name, fault);
  };

  const repaired = () => {
    restrictedNamespace(namespace);
    const sink = new Connector(
      "sink",
      {
        cluster: worker("other", { plugin: whole }),
        class: SINK,
        config: { topics: namespace, file: "/tmp/out" },
      },
      { customTimeouts: { delete: "3s" } },
    );
    return { state: sink.state };
  };

  it("fails within a minute with the plugin, the reason and the host, and starts no worker", async () => {
    const run = await stack.up(broken, { continueOnError: true });
    const endedAt = Date.now();
    expect(run.ok).to.equal(false);
    const { items } = await coreApi(running.kubeconfig).listNamespacedPod({ namespace });
    const scheduled = items.map(({ status }) => status?.startTime?.getTime() ?? 0);
    expect(endedAt - Math.max(...scheduled)).to.be.lessThan(LONGEST_MS * patience());

    const errors = diagnostics(run, "error").join("\n");
    const { host } = new URL(files.url);
    for (const [name, { message }] of Object.entries(faults)) {
      expect(errors).to.match(
        new RegExp(`plugin "${name}": ${escaped(message)}.* \\(${escaped(host)}\\)`),
      );
    }
    const started = items.flatMap(({ status }) => status?.containerStatuses ?? []);
    expect(started.map(({ name, state }) => [name, state?.waiting?.reason])).to.deep.equal(
      items.map(() => ["connect", "PodInitializing"]),
    );
    expect(items).to.have.length(4);
  });

  it("comes up once the plugin is corrected", async () => {
    const run = await stack.up(repaired);
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    expect(run.outputs.state).to.equal("running");
  });

  it("can be destroyed with its connectors when its pods are already gone", async () => {
    const apps = kubeConfig(running.kubeconfig).makeApiClient(AppsV1Api);
    const core = coreApi(running.kubeconfig);
    await apps.deleteNamespacedStatefulSet({ namespace, name: "other" });
    await waitUntil(async () => (await core.listNamespacedPod({ namespace })).items.length === 0, {
      what: "the end of the pods",
      deadlineMs: 120_000,
      intervalMs: 500,
    });
    const refused = await stack.destroy();
    expect(refused.ok).to.equal(false);
    expect(refused.text).to.contain("PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE=true");

    const { envVars } = stack.stack.workspace;
    envVars.PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE = "true";
    try {
      const run = await stack.destroy();
      expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    } finally {
      delete envVars.PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE;
    }
    const namespaces = await core.listNamespace();
    expect(namespaces.items.map(({ metadata }) => metadata?.name)).to.not.include(namespace);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
