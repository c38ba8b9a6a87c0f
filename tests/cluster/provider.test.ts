import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import { coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { TestStack } from "../../testkit/engine/engine";
import { secretsIn } from "../secret-search/secrets-in";

/** What later tests expect of the provider, whether real or a stand-in. */
describe("the Kubernetes provider of the tests", function () {
  this.timeout(120_000);

  const namespace = `provider-${Date.now()}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(() => stack.remove());

  const program = (line: string, serviceName: string) => () => {
    new k8s.core.v1.Namespace("namespace", { metadata: { name: namespace } });
    const settings = new k8s.core.v1.ConfigMap("settings", {
      metadata: { namespace },
      data: { line },
    });
    new k8s.core.v1.Secret("login", {
      metadata: { namespace, name: "login" },
      stringData: { password: "hunter2-password" },
    });
    const labels = { app: "none" };
    new k8s.apps.v1.StatefulSet("none", {
      metadata: { namespace, name: "none" },
      spec: {
        replicas: 0,
        serviceName,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "main", image: running.workerImage }] },
        },
      },
    });
    return { name: settings.metadata.name };
  };

  it("generates names, keeps secrets, and shows no change where there is none", async () => {
    const run = await stack.up(program("one", "first"));
    expect(run.ok, run.text).to.equal(true);
    expect(run.outputs.name).to.match(/^settings-[0-9a-f]{8}$/);
    expect(secretsIn(stack.rawState())).to.deep.equal([]);
    const again = await stack.up(program("one", "first"), { refresh: true });
    expect(again.changes).to.deep.equal({ same: 5 });
    expect(again.outputs.name).to.equal(run.outputs.name);
  });

  it("replaces what can't be changed in place, a named object after its deletion", async () => {
    const before = (await stack.stack.outputs()).name?.value as string;
    const run = await stack.up(program("two", "second"));
    expect(run.ok, run.text).to.equal(true);
    expect(run.changes).to.deep.equal({ replace: 2, same: 3 });
    expect(run.outputs.name).to.not.equal(before);
    const { items } = await coreApi(running.kubeconfig).listNamespacedConfigMap({ namespace });
    const names = items.map(({ metadata }) => metadata?.name);
    expect(names).to.include(run.outputs.name).and.not.include(before);
  });

  it("finds missing objects in a refresh, and recreates them", async () => {
    await coreApi(running.kubeconfig).deleteNamespacedSecret({ namespace, name: "login" });
    const run = await stack.up(program("two", "second"), { refresh: true });
    expect(run.ok, run.text).to.equal(true);
    expect(run.changes).to.deep.equal({ create: 1, same: 4 });
  });
});
