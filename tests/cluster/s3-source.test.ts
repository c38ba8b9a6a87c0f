import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { ConnectPlugin } from "../../index";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { findProgram } from "../../sandbox/program";
import { say } from "../../sandbox/progress";
import { waitUntil } from "../../sandbox/wait";
import { sha512 } from "../../testkit/plugins/archives";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { Example } from "../../testkit/docs/example";
import { filePulse, filePulseFolder } from "../../testkit/kubernetes/file-pulse/archive";
import { type FileServer, fileServer } from "../../testkit/plugins/file-server";
import { podExec } from "../../testkit/kubernetes/pod-exec";
import { forward } from "../../testkit/kubernetes/port-forward";
import { Rest } from "../../testkit/connect/rest";
import { S3Server } from "../../testkit/kubernetes/s3-server";
import { SINK, STRINGS } from "../../testkit/connectors/scenario";
import { seenInCluster } from "../../testkit/kubernetes/seen-in-cluster";
import { restrictedNamespaceObject } from "../../testkit/kubernetes/small-cluster";

const user = { accessKeyId: "demo-key", secretAccessKey: "hush/b81c+5e" };

describe("the example s3-source, on real pods and a real S3 server, with a stand-in for FilePulse", function () {
  this.timeout(300_000);

  const namespace = `s3-source-${Date.now().toString(36)}`;
  const first = ['{"order":1}', '{"order":2}'];
  const second = ['{"order":3}'];
  let running: Cluster;
  let store: S3Server;
  let plugins: FileServer;
  let example: Example;
  const cleanUp: (() => unknown)[] = [];

  before(async function () {
    running = await cluster();
    const missing = ["python3", "javac"].filter((name) => findProgram(name) === undefined);
    if (missing.length > 0) {
      say(`… left out, because ${missing.join(" and ")} cannot be found on PATH`);
      this.skip();
    }
    const host = running.hostAddress ?? "127.0.0.1";
    store = await S3Server.start(host, "demo-bucket", user);
    cleanUp.push(() => store.close());
    const folder = await filePulseFolder();
    plugins = await fileServer(folder, { host });
    cleanUp.push(() => plugins.close());
    const api = coreApi(running.kubeconfig);
    await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
    cleanUp.push(() => api.deleteNamespace({ name: namespace }));
    example = await Example.begin("s3-source", running.pulumi);
    cleanUp.push(() => example.end());
    cleanUp.push(() => pulumi("destroy --yes --skip-preview").catch(() => undefined));
    const settings = {
      namespace,
      bootstrapServers: running.broker,
      pluginUrl: `${plugins.url}/${filePulse.archive}`,
      pluginChecksum: sha512(readFileSync(path.join(folder, filePulse.archive))),
      bucket: store.bucket,
      endpoint: store.url,
      accessKeyId: user.accessKeyId,
      topic: `${namespace}-lines`,
      // One broker, one worker, and images that the nodes already have.
      replicationFactor: 1,
      replicas: 1,
      image: running.workerImage,
      nodeImage: running.nodeImage,
    };
    const plain = Object.entries(settings).map(([name, value]) => `--plaintext ${name}=${value}`);
    await pulumi(
      `config set-all ${plain.join(" ")} --secret secretAccessKey=${user.secretAccessKey}`,
    );
  });

  after(async () => {
    for (const step of cleanUp.reverse()) await step();
  });

  const pulumi = (line: string) => example.run(`pulumi ${line} --non-interactive --color never`);

  const output = async (name: string) =>
    JSON.parse(await pulumi(`stack output --json ${name}`)) as unknown;

  async function onWorker<T>(use: (rest: Rest) => Promise<T>): Promise<T> {
    const worker = await forward(running.kubeconfig, { namespace, name: "connect-0", port: 8083 });
    try {
      return await use(new Rest(worker.url));
    } finally {
      await worker.close();
    }
  }

  /** What a consumer of the topic has received: a sink that appends each record to a file. */
  const arrive = (lines: readonly string[]) => {
    const pod = { namespace, name: "connect-0", container: "connect" };
    let text = "";
    return waitUntil(
      async () => {
        text = await podExec(running.kubeconfig, pod, "cat /tmp/records || true");
        return lines.every((line) => text.split("\n").includes(line));
      },
      { what: `${lines.join()} as records`, deadlineMs: 90_000, intervalMs: 1_000 },
    ).then(() => expect(text.trim().split("\n")).to.deep.equal(lines));
  };

  it("installs the plugin, and then runs its connector", async () => {
    await pulumi("up --yes --skip-preview");
    expect(await output("state")).to.equal("running");
    const installed = (await output("installedPlugins")) as ConnectPlugin[];
    expect(installed.find((plugin) => plugin.class === filePulse.class)?.version).to.equal(
      filePulse.version,
    );
    expect(plugins.count(`/${filePulse.archive}`)).to.equal(1);
  });

  it("writes a record for each line of an object", async () => {
    const config = { "connector.class": SINK, topics: `${namespace}-lines`, file: "/tmp/records" };
    await onWorker((rest) =>
      rest.write("PUT", "/connectors/records/config", { ...config, "value.converter": STRINGS }),
    );
    await store.put("orders/first.json", `${first.join("\n")}\n`);
    await arrive(first);
  });

  it("writes a record for each line of an object that is added later", async () => {
    await store.put("orders/second.json", `${second.join("\n")}\n`);
    await arrive([...first, ...second]);
  });

  it("reads objects that require the secret key, and shows the key nowhere", async () => {
    const unsigned = await fetch(`${store.url}/${store.bucket}/orders/first.json`);
    expect(unsigned.status).to.equal(403);
    const seen = {
      state: await pulumi("stack export"),
      outputs: await pulumi("stack output --json"),
      cluster: await seenInCluster(running.kubeconfig, namespace),
      rest: JSON.stringify(
        await onWorker((rest) => rest.call("GET", "/connectors?expand=info&expand=status")),
      ),
    };
    expect(seen.rest).to.contain("aws.txt:aws_secret_access_key");
    const file =
      `aws_access_key_id=${user.accessKeyId}\n` + `aws_secret_access_key=${user.secretAccessKey}\n`;
    const hidden = [user.secretAccessKey, Buffer.from(file).toString("base64")];
    for (const [where, text] of Object.entries(seen)) {
      for (const secret of hidden) expect(text.includes(secret), where).to.equal(false);
    }
  });

  it("is destroyed, and leaves the objects in the bucket", async () => {
    await pulumi("destroy --yes --skip-preview");
    expect(await store.get("orders/first.json")).to.equal(`${first.join("\n")}\n`);
    const pods = await coreApi(running.kubeconfig).listNamespacedPod({ namespace });
    expect(
      pods.items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined),
    ).to.have.length(0);
  });
});
