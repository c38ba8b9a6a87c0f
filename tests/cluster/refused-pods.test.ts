import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConnectCluster } from "../../index";
import { type Cluster, cluster } from "../../testkit/cluster";
import { diagnostics, TestStack } from "../../testkit/engine";
import { smallCluster } from "../../testkit/small-cluster";

/** Kubernetes refuses for a minute before the deployment fails. */
const LONGEST_MS = 120_000;

describe("a Connect cluster whose pods Kubernetes refuses or cannot start", function () {
  this.timeout(300_000);

  const namespace = `refused-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(() => stack.remove());

  const worker = (name: string, space: pulumi.Output<string>, mountedSecrets: string[] = []) =>
    new ConnectCluster(name, {
      ...smallCluster(running, space),
      replicas: 1,
      mountedSecrets: mountedSecrets.map((secretRef) => ({ secretRef })),
    });

  const program = () => {
    const full = new k8s.core.v1.Namespace("full", { metadata: { name: `${namespace}-full` } });
    const quota = new k8s.core.v1.ResourceQuota("quota", {
      metadata: { namespace: full.metadata.name, name: "small" },
      spec: { hard: { pods: "0" } },
    });
    const open = new k8s.core.v1.Namespace("open", { metadata: { name: namespace } });
    worker("refused", quota.metadata.namespace); // Not before the quota.
    worker("waiting", open.metadata.name, ["absent"]);
  };

  it("fails after a minute, with the reason of Kubernetes", async () => {
    const startedAt = Date.now();
    const run = await stack.up(program, { continueOnError: true });
    expect(Date.now() - startedAt).to.be.lessThan(LONGEST_MS);
    expect(run.ok).to.equal(false);
    const errors = diagnostics(run, "error").join("\n");
    expect(errors).to.match(
      /StatefulSet refused: .*refused-0.* is forbidden: exceeded quota: small/,
    );
    expect(errors).to.match(/pod waiting-0: FailedMount, .*secret "absent" not found/);
  });
});
