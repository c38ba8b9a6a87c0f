import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { ConnectCluster, Connector } from "../../index";
import { waitUntil } from "../../sandbox/wait";
import { certificates, otherName } from "../../testkit/certificates";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, TestStack } from "../../testkit/engine/engine";
import { type FileServer, fileServer } from "../../testkit/plugins/file-server";
import { jmxExporter } from "../../testkit/kubernetes/jmx-exporter";
import { forward } from "../../testkit/kubernetes/port-forward";
import { securedBroker } from "../../testkit/connect/secured-broker";
import { seenInCluster } from "../../testkit/kubernetes/seen-in-cluster";
import { secretsIn, smallCluster } from "../../testkit/kubernetes/small-cluster";

const SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";
const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";
const password = '"hunter2\\a=s s:wörd#';

describe("a Connect cluster on a Kafka with TLS, client certificates and a password, with metrics", function () {
  this.timeout(300_000);

  const namespace = `kafka-security-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let agent: { folder: string; jar: string };
  let files: FileServer;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    agent = await jmxExporter();
    files = await fileServer(agent.folder, { host: running.hostAddress ?? "127.0.0.1" });
  });

  after(async () => {
    await stack.remove();
    await files.close();
  });

  const program = () => {
    const space = new k8s.core.v1.Namespace("namespace", { metadata: { name: namespace } });
    const user = { username: "connect", password };
    const broker = securedBroker(running, space, user);
    const { ca, client, elsewhere } = certificates();
    const made = secretsIn(space, {
      "kafka-tls": { "ca.crt": ca, "tls.crt": client.cert, "tls.key": client.key },
      "kafka-user": user,
      "rest-tls": { "ca.crt": ca, "tls.crt": elsewhere.cert, "tls.key": elsewhere.key },
    });
    const jar = readFileSync(path.join(agent.folder, agent.jar));
    const connect = new ConnectCluster(
      "connect",
      {
        ...smallCluster(running, namespace),
        replicas: 1,
        bootstrapServers: broker.address,
        kafka: {
          tls: { secretRef: "kafka-tls" },
          authentication: { type: "plain", secretRef: "kafka-user" },
        },
        tls: { secretRef: "rest-tls", ca, serverName: otherName },
        metrics: {
          javaAgent: {
            archivePath: `${files.url}/${agent.jar}`,
            checksum: createHash("sha512").update(jar).digest("hex"),
          },
        },
      },
      { dependsOn: [...made, broker.deployment] },
    );
    const converter = { "value.converter": "org.apache.kafka.connect.storage.StringConverter" };
    const source = new Connector("source", {
      cluster: connect,
      class: SOURCE,
      config: { file: "/etc/hosts", topic: "hosts", ...converter },
    });
    const sink = new Connector(
      "sink",
      {
        cluster: connect,
        class: SINK,
        config: { file: "/tmp/out", topics: "hosts", ...converter },
      },
      { dependsOn: [source] },
    );
    return { source: source.state, sink: sink.state };
  };

  it("runs connectors, whose clients authenticate as the workers do", async () => {
    const run = await stack.up(program);
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    expect(run.outputs).to.include({ source: "running", sink: "running" });
    expect(run.text).to.not.contain(password);
  });

  it("reports to Prometheus the records that a connector has processed", async () => {
    const pod = await forward(running.kubeconfig, { namespace, name: "connect-0", port: 9404 });
    const metrics = async () => (await fetch(`${pod.url}/metrics`)).text();
    const written =
      /^kafka_connect_sink_task_sink_record_send_total\{.*connector="sink".*\} [1-9]/m;
    await waitUntil(async () => written.test(await metrics()), {
      what: "a record in the metrics of the sink",
      deadlineMs: 60_000,
    });
    const all = await metrics();
    await pod.close();
    for (const sample of [
      /^kafka_connect_worker_connector_count 2\.0$/m,
      /^kafka_connect_worker_connector_running_task_count\{connector="source",?\} 1\.0$/m,
      /^kafka_connect_worker_rebalance_completed_rebalances_total \d/m,
      /^kafka_connect_connector_status\{connector="source",status="running",?\} 1\.0$/m,
      /^kafka_connect_connector_task_status\{connector="sink",status="running",task="0",?\} 1\.0$/m,
      /^kafka_connect_task_error_total_record_failures\{connector="sink",task="0",?\} 0\.0$/m,
    ]) {
      expect(all).to.match(sample);
    }
  });

  it("hides the password and the keys from everybody who may not read Secrets", async () => {
    const seen = `${await seenInCluster(running.kubeconfig, namespace)}\n${stack.rawState()}`;
    const key = certificates().client.key.split("\n")[1] ?? "";
    expect(key).to.have.length.above(20);
    const texts = [password, JSON.stringify(password).slice(1, -1), "s:wörd", key];
    for (const text of texts) expect(seen.includes(text), "a secret is seen").to.equal(false);
  });

  it("is destroyed completely", async () => {
    const destroyed = await stack.destroy();
    expect(destroyed.ok, diagnostics(destroyed, "error").join("\n")).to.equal(true);
  });
});
