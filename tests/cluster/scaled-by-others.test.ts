import { AppsV1Api, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { expect } from "chai";
import { ConnectCluster, type ConnectClusterArgs } from "../../index";
import { apply, coreApi, kubeConfig } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { itInProof } from "../../testkit/proof";
import {
  QUICK_START,
  restrictedNamespaceObject,
  smallCluster,
} from "../../testkit/kubernetes/small-cluster";

describe("a Connect cluster whose number of workers somebody else sets", function () {
  this.timeout(300_000);

  const namespace = `scaled-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
    succeeds(await stack.up(program()));
  });

  after(async () => {
    await stack.remove();
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
  });

  const program =
    (change: Partial<ConnectClusterArgs> = {}) =>
    () =>
      void new ConnectCluster("connect", {
        ...smallCluster(running, namespace),
        replicas: 1,
        ...change,
      });

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n") || run.text).to.equal(true);
    return run;
  };

  const apps = () => kubeConfig(running.kubeconfig).makeApiClient(AppsV1Api);
  const replicas = async () =>
    (await apps().readNamespacedStatefulSet({ namespace, name: "connect" })).spec?.replicas;

  /** Like `kubectl scale`. */
  const scale = (to: number) =>
    apps().patchNamespacedStatefulSetScale(
      { namespace, name: "connect", body: { spec: { replicas: to } }, fieldManager: "kubectl" },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );

  const isRefused = async (change?: Partial<ConnectClusterArgs>) => {
    for (const operation of ["preview", "up"] as const) {
      const run = await stack[operation](program(change));
      expect(run.ok, operation).to.equal(false);
      const errors = diagnostics(run, "error").join("\n");
      expect(errors).to.contain('The field manager "kubectl" has set the number');
      expect(errors).to.contain("set autoscaled: true");
      expect(errors).to.not.contain("Server-Side Apply");
    }
  };

  const SLOWER: Partial<ConnectClusterArgs> = {
    config: { ...QUICK_START, "offset.flush.interval.ms": 30_000 },
  };

  it("refuses a change, already in the preview, with the field manager and the alternatives", async () => {
    await scale(2);
    succeeds(await stack.up(program(), { expectNoChanges: true })); // There is nothing to write.
    await isRefused(SLOWER);
    await isRefused({ replicas: 3 });
    const refreshed = succeeds(await stack.refresh());
    expect(refreshed.changes.update).to.be.greaterThan(0);
    await isRefused();
    expect(await replicas()).to.equal(2);
  });

  it("keeps the number with `autoscaled`, whether a deployment changes nothing or the pods", async () => {
    const autoscaled = { autoscaled: true };
    succeeds(await stack.up(program(autoscaled)));
    succeeds(await stack.up(program(autoscaled), { expectNoChanges: true }));
    succeeds(await stack.refresh({ expectNoChanges: true }));
    await scale(1);
    succeeds(await stack.up(program({ ...autoscaled, ...SLOWER })));
    expect(await replicas()).to.equal(1);
    await scale(2);
    succeeds(await stack.up(program({ ...autoscaled, ...SLOWER }), { refresh: true }));
    expect(await replicas()).to.equal(2);
  });

  itInProof(
    "is not scaled back by accident, but with the current number, or on request",
    async () => {
      await isRefused(SLOWER);
      succeeds(await stack.up(program({ ...SLOWER, replicas: 2 })));
      expect(await replicas()).to.equal(2);
      const { envVars } = stack.stack.workspace;
      envVars.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
      try {
        succeeds(await stack.up(program(SLOWER)));
      } finally {
        delete envVars.PULUMI_K8S_ENABLE_PATCH_FORCE;
      }
      expect(await replicas()).to.equal(1);
      succeeds(await stack.up(program({ ...SLOWER, replicas: 2 })));
      succeeds(await stack.up(program({ ...SLOWER, replicas: 1 })));
      succeeds(await stack.refresh({ expectNoChanges: true }));
    },
  );
});
