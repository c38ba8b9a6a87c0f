import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { ConnectCluster, Connector } from "../../index";
import { patience } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, TestStack } from "../../testkit/engine/engine";
import { smallCluster } from "../../testkit/kubernetes/small-cluster";

describe("a Connect cluster with a Kubernetes provider of the program", function () {
  this.timeout(180_000);

  const namespace = `own-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    // Code that used the kubeconfig of the environment would fail.
    const env = { ...running.pulumi.env, KUBECONFIG: "/nowhere" };
    stack = await TestStack.create({ ...running.pulumi, env }, namespace);
  });

  after(() => stack.remove());

  const program = (image: string) => () => {
    const provider = new k8s.Provider("own", {
      kubeconfig: readFileSync(running.kubeconfig, "utf8"),
    });
    const space = new k8s.core.v1.Namespace(
      "namespace",
      { metadata: { name: namespace } },
      { provider },
    );
    const connect = new ConnectCluster(
      "connect",
      {
        ...smallCluster(running, namespace),
        replicas: 1,
        image: { application: image },
      },
      { provider, dependsOn: [space] },
    );
    const sink = new Connector("sink", {
      cluster: connect,
      class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
      config: { topics: namespace, file: "/tmp/out" },
    });
    return { state: sink.state };
  };

  it("is waited for and reached with that provider's kubeconfig, which no state holds in plain text", async () => {
    const run = await stack.up(program(running.workerImage));
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    expect(run.outputs.state).to.equal("running");
    const key = /client-key-data: (\S+)/.exec(readFileSync(running.kubeconfig, "utf8"))?.[1];
    if (key !== undefined) expect(stack.rawState()).to.not.contain(key);
    const again = await stack.up(program(running.workerImage));
    expect(again.changes).to.have.all.keys("same");
  });

  it("fails within a minute when its image cannot be pulled, and names the image", async () => {
    const began = Date.now();
    const run = await stack.up(program("example.com/none:1"));
    const [error = ""] = diagnostics(run, "error");
    expect(error).to.contain("container connect:").and.to.contain("example.com/none:1");
    expect((Date.now() - began) / 1000).to.be.lessThan(60 * patience());
  });
});
