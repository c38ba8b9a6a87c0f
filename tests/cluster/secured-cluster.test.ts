import { expect } from "chai";
import { ConnectCluster, Connector } from "../../index";
import { coreApi } from "../../sandbox/kubernetes/client";
import { waitUntil } from "../../sandbox/wait";
import { certificateFor, certificates, type Identity } from "../../testkit/certificates";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, TestStack } from "../../testkit/engine/engine";
import { httpsCall } from "../../testkit/connect/https-rest";
import { type Forward, forward } from "../../testkit/kubernetes/port-forward";
import { seenInCluster } from "../../testkit/kubernetes/seen-in-cluster";
import {
  restrictedNamespace,
  secretsIn,
  smallCluster,
} from "../../testkit/kubernetes/small-cluster";

const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";
const password = "\thunter2:=# wörd";

describe("a Connect cluster with a certificate for connectors, and a REST API with TLS and a password", function () {
  this.timeout(300_000);

  const namespace = `secured-${Date.now().toString(36)}`;
  const host = `connect.${namespace}.svc`;
  let rest: Identity;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    rest = certificateFor("rest", [host, `*.connect-headless.${namespace}.svc.cluster.local`]);
  });

  after(async () => {
    await stack.remove();
  });

  const program = () => {
    const space = restrictedNamespace(namespace);
    const { ca, server } = certificates();
    const made = secretsIn(space, {
      "db-tls": { "cacerts.pem": ca, "fullchain.pem": server.cert, "privkey.pem": server.key },
      "rest-tls": { "ca.crt": ca, "tls.crt": rest.cert, "tls.key": rest.key },
      rest: { username: "deployer", password },
    });
    const connect = new ConnectCluster(
      "connect",
      {
        ...smallCluster(running, namespace),
        replicas: 2,
        connectorTLSCerts: [{ secretRef: "db-tls" }],
        basicAuth: { secretRef: "rest", username: "deployer", password },
        healing: { image: running.nodeImage, pollInterval: "1s" },
        tls: { secretRef: "rest-tls", ca },
      },
      { dependsOn: made },
    );
    const stores = connect.connectorTLSFilePaths[0];
    // Resolves only if the init container has created the stores, and the worker may read them.
    const sink = new Connector("sink", {
      cluster: connect,
      class: SINK,
      config: {
        topics: namespace,
        file: "/tmp/${file:/mnt/sslcerts/db-tls/jksPassword.txt:jksPassword}",
        "value.converter": "org.apache.kafka.connect.storage.StringConverter",
      },
    });
    return { paths: stores, state: sink.state };
  };

  const call = (pod: Forward, method: string, path: string, body?: unknown, auth?: string) => {
    const to = { port: Number(new URL(pod.url).port), serverName: host, ca: certificates().ca };
    return httpsCall(to, { method, path, body, ...(auth === undefined ? {} : { auth }) });
  };

  it("comes up, creates the stores at the published paths, and accepts the password", async () => {
    const run = await stack.up(program);
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    expect(run.outputs.paths).to.deep.equal({
      keyStorePath: "/mnt/sslcerts/db-tls/keystore.p12",
      trustStorePath: "/mnt/sslcerts/db-tls/truststore.p12",
      jksPasswordPath: "/mnt/sslcerts/db-tls/jksPassword.txt",
    });
    expect(run.outputs.state).to.equal("running");
    expect(run.text).to.not.contain(password);
  });

  it("accepts a write at each worker, one of which forwards it to the other by HTTPS", async () => {
    for (const worker of ["connect-0", "connect-1"]) {
      const pod = await forward(running.kubeconfig, { namespace, name: worker, port: 8083 });
      const refused = await call(pod, "GET", "/connectors");
      expect(refused.status).to.equal(401);
      const path = `/connectors/by-${worker}/config`;
      const body = { "connector.class": SINK, topics: namespace, file: "/tmp/out" };
      const write = (method: string, sent?: unknown) => async () => {
        const { status, text } = await call(pod, method, path, sent, `deployer:${password}`);
        if (status === 409) return false; // A rebalance: Connect asks its clients to try again.
        expect(status, text).to.be.within(200, 299);
        return true;
      };
      await waitUntil(write("PUT", body), { what: `PUT at ${worker}`, deadlineMs: 60_000 });
      await pod.close();
    }
  });

  it("accepts the healing agent, which counts the connectors", async () => {
    const labelSelector = "app.kubernetes.io/name=kafka-connect-healing";
    const { items } = await coreApi(running.kubeconfig).listNamespacedPod({
      namespace,
      labelSelector,
    });
    const name = items[0]?.metadata?.name ?? "";
    const pod = await forward(running.kubeconfig, { namespace, name, port: 8085 });
    const counted = /^kafka_connect_healing_connectors\{state="running"\} 3$/m;
    await waitUntil(async () => counted.test(await (await fetch(`${pod.url}/metrics`)).text()), {
      what: "three running connectors in the agent's metrics",
      deadlineMs: 60_000,
    });
    await pod.close();
  });

  it("accepts nothing but HTTPS", async () => {
    const pod = await forward(running.kubeconfig, { namespace, name: "connect-0", port: 8083 });
    const answer = await fetch(`${pod.url}/connectors`).catch((error: unknown) => error);
    await pod.close();
    expect(answer).to.be.instanceOf(Error);
  });

  it("lets a connector read the stores for connectors, and not the stores of the workers", async () => {
    const pod = await forward(running.kubeconfig, { namespace, name: "connect-0", port: 8083 });
    const validated = async (stores: string) => {
      const file = `/tmp/\${file:${stores}/jksPassword.txt:jksPassword}`;
      const body = { "connector.class": SINK, topics: namespace, file };
      const path = "/connector-plugins/FileStreamSinkConnector/config/validate";
      const { text } = await call(pod, "PUT", path, body, `deployer:${password}`);
      return text;
    };
    const resolved = /\/tmp\/[0-9a-f]{48}/;
    expect(await validated("/mnt/sslcerts/db-tls")).to.match(resolved);
    const refused = await validated("/mnt/worker-certs/rest");
    await pod.close();
    expect(refused).to.include("jksPassword").and.not.match(resolved);
  });

  it("hides the password and the keys from everybody who may not read Secrets", async () => {
    const seen = `${await seenInCluster(running.kubeconfig, namespace)}\n${stack.rawState()}`;
    const key = rest.key.split("\n")[1] ?? "";
    expect(key).to.have.length.above(20);
    for (const text of [password, "# wörd", key]) {
      expect(seen.includes(text), "a secret is seen").to.equal(false);
    }
  });

  it("is not changed by the same program, and is destroyed completely", async () => {
    expect((await stack.up(program)).changes).to.have.all.keys("same");
    const destroyed = await stack.destroy();
    expect(destroyed.ok, diagnostics(destroyed, "error").join("\n")).to.equal(true);
  });
});
