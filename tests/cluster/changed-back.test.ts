import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConnectCluster, type ConnectClusterArgs, Connector } from "../../index";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack, warnings } from "../../testkit/engine/engine";
import { SINK } from "../../testkit/connectors/scenario";
import { itInProof } from "../../testkit/proof";
import {
  QUICK_START,
  restrictedNamespaceObject,
  smallCluster,
} from "../../testkit/kubernetes/small-cluster";
import { WorkerConfigs } from "../../testkit/connect/worker-configs";

interface Change {
  readonly resourceName?: string;
  readonly aliases?: pulumi.Alias[];
  readonly args?: Partial<ConnectClusterArgs>;
  readonly podManagementPolicy?: string;
}

const BROKEN: Change = {
  args: { config: { ...QUICK_START, "key.converter": "no.such.Converter" } },
};
const SLOWER_FLUSH: Change = {
  args: { config: { ...QUICK_START, "offset.flush.interval.ms": 30_000 } },
};

describe("a Connect cluster that is changed, and changed back", function () {
  this.timeout(300_000);

  const namespace = `back-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let configs: WorkerConfigs;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    configs = new WorkerConfigs(running.kubeconfig, namespace, "connect");
    await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
  });

  after(async () => {
    await stack.remove();
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
  });

  const program =
    ({ resourceName = "main", aliases = [], args = {}, podManagementPolicy }: Change = {}) =>
    () => {
      const connect = new ConnectCluster(
        resourceName,
        { ...smallCluster(running, namespace), name: "connect", replicas: 1, ...args },
        { aliases, transforms: [immutable(podManagementPolicy)] },
      );
      const sink = new Connector("sink", {
        cluster: connect,
        class: SINK,
        config: { topics: `${namespace}-lines`, file: "/tmp/out" },
      });
      return { state: sink.state };
    };

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n") || run.text).to.equal(true);
    return run;
  };

  const fails = (run: Run): string => {
    expect(run.ok, run.text).to.equal(false);
    return diagnostics(run, "error").join("\n");
  };

  const core = () => coreApi(running.kubeconfig);

  const unchanged = async (change?: Change) => {
    succeeds(await stack.refresh({ expectNoChanges: true }));
    succeeds(await stack.up(program(change), { expectNoChanges: true }));
  };

  it("comes up, and neither a refresh nor another `up` changes anything", async () => {
    succeeds(await stack.up(program()));
    await unchanged();
  });

  itInProof(
    "waits for the pods again after a failed roll, as long as they do not run",
    async () => {
      expect(fails(await stack.up(program(BROKEN)))).to.contain("no.such.Converter");
      expect(fails(await stack.up(program(BROKEN)))).to.contain("no.such.Converter");
    },
  );

  it("waits for the pods after a failed roll and a refresh, as long as they do not run", async () => {
    expect(fails(await stack.up(program(BROKEN)))).to.contain("no.such.Converter");
    const refreshed = succeeds(await stack.refresh());
    expect(warnings(refreshed).join("\n")).to.contain("last known state of the workers is kept");
    expect(fails(await stack.up(program(BROKEN)))).to.contain("no.such.Converter");
  });

  it("goes back to the earlier config, and keeps no other", async () => {
    succeeds(await stack.up(program()));
    expect(await configs.names()).to.deep.equal([await configs.ofNextPod()]);
  });

  it("leaves no change for the next run after it is rolled and scaled", async () => {
    succeeds(await stack.up(program(SLOWER_FLUSH)));
    expect(await configs.names()).to.deep.equal([await configs.ofNextPod()]);
    await unchanged(SLOWER_FLUSH);
    const scaled = { args: { ...SLOWER_FLUSH.args, replicas: 2 } };
    succeeds(await stack.up(program(scaled)));
    await unchanged(scaled);
    succeeds(await stack.up(program()));
  });

  it("is refused to another stack, as the preview already shows", async () => {
    const other = await TestStack.create(running.pulumi, `${namespace}-other`);
    for (const operation of ["preview", "up"] as const) {
      const error = fails(await other[operation](program()));
      expect(error).to.contain(`the ConnectCluster "main" of the stack ${namespace} `);
      expect(error).to.contain("another `name` or `namespace`");
    }
    await other.remove();
    succeeds(await stack.refresh({ expectNoChanges: true }));
  });

  it("is refused to a renamed resource, unless that has the alias", async () => {
    const renamed = { resourceName: "renamed" };
    for (const operation of ["preview", "up"] as const) {
      expect(fails(await stack[operation](program(renamed)))).to.contain(
        'aliases: [{ name: "main" }]',
      );
    }
    // The refused run registered nothing but the component itself.
    const reverted = succeeds(await stack.up(program()));
    expect(reverted.changes).to.deep.equal({ same: 10, delete: 1 });
    const aliased = { ...renamed, aliases: [{ name: "main" }] };
    succeeds(await stack.up(program(aliased)));
    await unchanged(aliased);
    const back = { aliases: [{ name: "renamed" }] };
    succeeds(await stack.up(program(back)));
  });

  it("recreates a deleted Service in the run that finds it gone", async () => {
    for (const name of ["connect", "connect-headless"]) {
      await core().deleteNamespacedService({ namespace, name });
    }
    const run = succeeds(await stack.up(program(), { refresh: true }));
    expect(warnings(run).join("\n")).to.contain("last known state");
    await core().readNamespacedService({ namespace, name: "connect" });
    await unchanged();
  });

  it("becomes another Connect cluster with another group and topics, and its connectors are created there", async () => {
    const moved = {
      args: {
        groupId: `${namespace}-2`,
        internalTopics: { config: `${namespace}-2-configs` },
      },
    };
    const preview = succeeds(await stack.preview(program(moved)));
    expect(warnings(preview).join("\n")).to.contain("another Connect cluster");
    // The ConfigMap, and the connector.
    expect(preview.changes.replace).to.equal(2);
    const run = succeeds(await stack.up(program(moved)));
    expect(run.outputs.state).to.equal("running");
    await unchanged(moved);
    succeeds(await stack.up(program()));
  });

  it("is replaced when a field changes that cannot be updated in place", async () => {
    const ordered = { podManagementPolicy: "OrderedReady" };
    const run = succeeds(await stack.up(program(ordered)));
    expect(run.changes.replace).to.be.greaterThan(0);
    await unchanged(ordered);
  });

  it("has no pods left when `destroy` returns", async () => {
    succeeds(await stack.destroy());
    expect((await core().listNamespacedPod({ namespace })).items).to.have.length(0);
    expect(await configs.names()).to.deep.equal([]);
  });
});

/** A field of the StatefulSet that Kubernetes can change only by a replacement. */
function immutable(podManagementPolicy: string | undefined): pulumi.ResourceTransform {
  return ({ type, props, opts }) => {
    if (type !== "kubernetes:apps/v1:StatefulSet" || podManagementPolicy === undefined) {
      return undefined;
    }
    const { spec, ...rest } = props as { spec: object };
    return { props: { ...rest, spec: { ...spec, podManagementPolicy } }, opts };
  };
}
