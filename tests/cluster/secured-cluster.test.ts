import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { ConnectCluster, Connector } from "../../index";
import { certificates } from "../helpers/certificates";
import { type Cluster, cluster } from "../helpers/cluster";
import { diagnostics, TestStack } from "../helpers/engine";

const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";
const password = "Pa5s:=# word";

describe("a Connect cluster with a certificate for connectors and a password on its REST API", function () {
  this.timeout(300_000);

  const namespace = `secured-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(async () => {
    await stack.remove();
  });

  const program = () => {
    const space = new k8s.core.v1.Namespace("namespace", {
      metadata: {
        name: namespace,
        labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      },
    });
    const { ca, server } = certificates();
    const secrets = {
      "db-tls": { "cacerts.pem": ca, "fullchain.pem": server.cert, "privkey.pem": server.key },
      rest: { username: "deployer", password },
    };
    const made = Object.entries(secrets).map(
      ([name, stringData]) =>
        new k8s.core.v1.Secret(name, {
          metadata: { namespace: space.metadata.name, name },
          stringData,
        }),
    );
    const connect = new ConnectCluster(
      "connect",
      {
        namespace,
        replicas: 1,
        bootstrapServers: running.broker,
        image: { application: running.workerImage, init: running.workerImage },
        internalTopicReplicationFactor: 1,
        rebalanceDelay: 1,
        heap: "-Xmx256m",
        jvmOptions: ["-XX:TieredStopAtLevel=1"],
        resources: { requests: { cpu: "50m", memory: "256Mi" } },
        connectorTLSCerts: [{ secretRef: "db-tls" }],
        basicAuth: { secretRef: "rest", username: "deployer", password },
      },
      { dependsOn: made },
    );
    const stores = connect.connectorTLSFilePaths[0];
    // Resolved by the worker only when the init container has made the stores, and it may read them.
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

  it("comes up, makes the stores at the published paths, and lets in who has the password", async () => {
    const run = await stack.up(program);
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    expect(run.outputs.paths).to.deep.equal({
      keyStorePath: "/mnt/sslcerts/db-tls/keystore.p12",
      trustStorePath: "/mnt/sslcerts/db-tls/truststore.p12",
      jksPasswordPath: "/mnt/sslcerts/db-tls/jksPassword.txt",
    });
    expect(run.outputs.state).to.equal("running");
    expect(run.text).to.not.contain(password);
    expect(stack.rawState()).to.not.contain(password);
  });

  it("is not changed by the same program, and goes away", async () => {
    expect((await stack.up(program)).changes).to.deep.equal({ same: 12 });
    const destroyed = await stack.destroy();
    expect(destroyed.ok, diagnostics(destroyed, "error").join("\n")).to.equal(true);
  });
});
