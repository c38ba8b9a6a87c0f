import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  ConnectCluster,
  type ConnectClusterArgs,
  type ConnectEndpointArgs,
  Connector,
} from "../../index";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { pluginFolder } from "../../testkit/languages/plugin";
import { restrictedNamespaceObject, smallCluster } from "../../testkit/kubernetes/small-cluster";

/** Registered like by the SDK of another language: the plugin constructs it. */
class OfPlugin extends pulumi.ComponentResource {
  declare readonly endpoint: pulumi.Output<ConnectEndpointArgs>;

  constructor(name: string, args: ConnectClusterArgs) {
    const type = "pulumi-kafka-connect:index:ConnectCluster";
    super(type, name, { ...args, endpoint: undefined }, {}, true);
  }
}

describe("a Connect cluster that moves from a TypeScript program to the plugin", function () {
  this.timeout(300_000);

  const namespace = `moves-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
    const PATH = [pluginFolder, running.pulumi.env.PATH].join(path.delimiter);
    const env = { ...running.pulumi.env, PATH };
    stack = await TestStack.create({ ...running.pulumi, env }, namespace);
    succeeds(await stack.up(program(ConnectCluster)));
  });

  after(async () => {
    await stack.remove();
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
  });

  const program = (Component: typeof ConnectCluster | typeof OfPlugin) => () => {
    const args = { ...smallCluster(running, namespace), replicas: 1 };
    const connect = new Component("connect", args);
    new Connector("sink", {
      cluster: connect,
      class: "org.apache.kafka.connect.file.FileStreamSinkConnector",
      config: { topics: namespace, file: "/tmp/out" },
    });
  };

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n") || run.text.slice(-4000)).to.equal(true);
    return run;
  };

  const pods = async () =>
    (await coreApi(running.kubeconfig).listNamespacedPod({ namespace })).items
      .map(({ metadata }) => metadata?.uid)
      .sort();

  const helpers = async () =>
    (await stack.state()).map(({ type }) => type).filter((type) => !type.endsWith(":Connector"));

  it("keeps all its objects, also on the way back", async () => {
    const before = await pods();
    const there = succeeds(await stack.up(program(OfPlugin)));
    expect(there.changes).to.have.all.keys("same");
    expect(await helpers()).to.have.members([
      "pulumi-kafka-connect:index:ClusterName",
      "pulumi-kafka-connect:index:Workers",
    ]);

    const back = succeeds(await stack.up(program(ConnectCluster)));
    // The helpers write nothing, and so delete nothing.
    expect(back.changes).to.have.all.keys("same", "create", "delete");
    expect(back.changes).to.include({ create: 2, delete: 2 });
    expect(await helpers()).to.have.members([
      "pulumi-nodejs:dynamic/kafkaconnect:ClusterName",
      "pulumi-nodejs:dynamic/kafkaconnect:Workers",
    ]);
    expect(await pods()).to.deep.equal(before);
  });
});
