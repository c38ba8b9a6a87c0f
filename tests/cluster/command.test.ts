import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { ConnectCluster, Connector } from "../../index";
import { cli } from "../../testkit/command/cli";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { TestStack } from "../../testkit/engine/engine";
import { SOURCE } from "../../testkit/connectors/scenario";
import { smallCluster } from "../../testkit/kubernetes/small-cluster";

describe("the command and a cluster inside Kubernetes", function () {
  this.timeout(300_000);

  const namespace = `command-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(() => stack.remove());

  const program = () => {
    const space = new k8s.core.v1.Namespace("namespace", { metadata: { name: namespace } });
    const connect = new ConnectCluster(
      "connect",
      {
        ...smallCluster(running, namespace),
        replicas: 1,
      },
      { dependsOn: [space] },
    );
    const config = { file: "/etc/hosts", topic: namespace };
    new Connector("orders", { cluster: connect, class: SOURCE, config });
  };

  it("reach each other through a port-forward, by the Service or by the stack", async () => {
    const made = await stack.up(program);
    expect(made.ok, made.text).to.equal(true);
    const { workspace, name } = stack.stack;
    const env = { ...workspace.envVars, KUBECONFIG: running.kubeconfig };
    const service = ["--kubernetes", `${namespace}/connect`];
    const byService = await cli(["status", ...service], { env });
    expect(byService.code, byService.text).to.equal(0);
    expect(byService.stdout).to.match(/^orders +source +running +1\/1/m);

    const inStack = ["--stack", name, "--cwd", workspace.workDir];
    const byStack = await cli(["pause", "orders", ...inStack], { env });
    expect(byStack.code, byStack.text).to.equal(0);
    expect(byStack.text).to.include('connector "orders" is paused');

    const wrong = await cli(["status", "--kubernetes", `${namespace}/conect`], { env });
    expect(wrong.code).to.equal(3);
    expect(wrong.text).to.match(/^pulumi-kafka-connect: .*Check --kubernetes.*\n$/);
  });
});
