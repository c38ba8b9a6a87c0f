import { expect } from "chai";
import { ConnectCluster, Connector } from "../../index";
import { podBroker } from "../../sandbox/kubernetes/broker";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack, warnings } from "../../testkit/engine/engine";
import { SINK } from "../../testkit/connectors/scenario";
import { itStandingFor } from "../../testkit/proof";
import { smallCluster } from "../../testkit/kubernetes/small-cluster";

/** The address of a Kafka other than the shared broker. */
const OTHER_ID = "c2FuZGJveC1icm9rZXItMg";

describe("a Connect cluster with other brokers, another group or other topics", function () {
  this.timeout(300_000);

  const namespace = `moved-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let otherBroker: string;
  let alias: string;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    otherBroker = await podBroker(running, namespace, OTHER_ID);
    const [externalName, port] = running.broker.split(":");
    alias = `alias.${namespace}.svc:${port ?? ""}`;
    await apply(running.kubeconfig, [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { namespace, name: "alias" },
        spec: { type: "ExternalName", externalName: `${externalName ?? ""}.cluster.local` },
      } as never,
    ]);
  });

  after(async () => {
    await stack.remove();
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
  });

  interface Change {
    readonly bootstrapServers?: string;
    readonly groupId?: string;
    readonly internalTopics?: { readonly config?: string; readonly offset?: string };
    readonly class?: string;
  }

  const program =
    ({ class: sinkClass = SINK, ...change }: Change = {}) =>
    () => {
      const connect = new ConnectCluster("connect", {
        ...smallCluster(running, namespace),
        replicas: 1,
        ...change,
      });
      const sink = new Connector("sink", {
        cluster: connect,
        class: sinkClass,
        config: { topics: `${namespace}-lines`, file: "/tmp/out" },
      });
      return { state: sink.state };
    };

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n") || run.text).to.equal(true);
    return run;
  };

  /** Another run changes nothing, and the connector is on the cluster that the state names. */
  const isSettled = async (change: Change) => {
    succeeds(await stack.refresh({ expectNoChanges: true }));
    succeeds(await stack.up(program(change), { expectNoChanges: true }));
  };

  it("stays the same cluster with another address of its brokers, with a warning in the preview", async () => {
    succeeds(await stack.up(program()));
    const renamed = { bootstrapServers: alias };
    const preview = succeeds(await stack.preview(program(renamed)));
    expect(warnings(preview).join("\n")).to.contain(`bootstrapServers becomes ${alias}`);
    const run = succeeds(await stack.up(program(renamed)));
    expect(run.changes.replace).to.equal(1); // The ConfigMap.
    await isSettled(renamed);
  });

  it("has its connectors on another Kafka in the same deployment, or in the next that can create them", async () => {
    const moved = { bootstrapServers: otherBroker };
    expect(warnings(succeeds(await stack.preview(program(moved)))).join("\n")).to.contain(
      "another Connect cluster",
    );
    const refused = await stack.up(program({ ...moved, class: "no.such.Sink" }));
    expect(diagnostics(refused, "error").join("\n")).to.contain("no.such.Sink");
    const run = succeeds(await stack.up(program(moved)));
    expect(run.changes.replace).to.equal(1); // The connector, which does not exist there.
    expect(run.outputs.state).to.equal("running");
    await isSettled(moved);
  });

  /** The ConfigMap is always replaced. */
  const changes: [string, Omit<Change, "class">, string, number][] = [
    ["a group of its own", { groupId: `${namespace}-2` }, "connectors stay", 1],
    ["another offset topic", { internalTopics: { offset: `${namespace}-o` } }, "beginning", 1],
    [
      "another config topic",
      { internalTopics: { config: `${namespace}-c` } },
      "recreated there",
      2,
    ],
  ];
  for (const [what, change, said, replaced] of changes) {
    itStandingFor(replaced === 2)(
      `has its connectors with ${what}, as the preview says`,
      async () => {
        const moved = { bootstrapServers: otherBroker, ...change };
        const preview = succeeds(await stack.preview(program(moved)));
        expect(warnings(preview).join("\n"))
          .to.contain("another Connect cluster")
          .and.contain(said);
        expect(preview.changes.replace).to.equal(replaced);
        const run = succeeds(await stack.up(program(moved)));
        expect(run.outputs.state).to.equal("running");
        expect(run.changes.replace).to.equal(replaced);
        await isSettled(moved);
      },
    );
  }
});
