import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConnectCluster, type ConnectClusterArgs } from "../../index";
import { patience } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, TestStack } from "../../testkit/engine/engine";
import { smallCluster } from "../../testkit/kubernetes/small-cluster";

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

  const worker = (
    name: string,
    space: pulumi.Output<string>,
    args: Partial<ConnectClusterArgs> = {},
    options: pulumi.ComponentResourceOptions = {},
  ) => new ConnectCluster(name, { ...smallCluster(running, space), replicas: 1, ...args }, options);

  /** Patches of the pod template, and of the worker's container. */
  const pod = (spec: object, container: object = {}): Partial<ConnectClusterArgs> => ({
    podTemplate: { spec: { ...spec, containers: [{ name: "connect", ...container }] } },
  });
  const volume = (source: object) =>
    pod(
      { volumes: [{ name: "extra", ...source }] },
      { volumeMounts: [{ name: "extra", mountPath: "/extra" }] },
    );
  const secretEnv = (name: string, key: string) =>
    pod({}, { env: [{ name: "EXTRA", valueFrom: { secretKeyRef: { name, key } } }] });

  /** By the names of their clusters, each with the message of the deployment. */
  const faults: Record<string, [() => Partial<ConnectClusterArgs>, RegExp]> = {
    "no-secret": [
      () => ({ mountedSecrets: [{ secretRef: "absent" }] }),
      /pod no-secret-0: FailedMount, .*secret "absent" not found/,
    ],
    "no-key": [
      () => ({
        mountedSecrets: [{ secretRef: "there", keyItems: [{ key: "absent", path: "file" }] }],
      }),
      /pod no-key-0: FailedMount, .*non-existent secret key: absent/,
    ],
    "no-config": [
      () => volume({ configMap: { name: "absent" } }),
      /pod no-config-0: FailedMount, .*configmap "absent" not found/,
    ],
    "no-claim": [
      () => volume({ persistentVolumeClaim: { claimName: "absent" } }),
      /pod no-claim-0: .*persistentvolumeclaim "absent" not found/,
    ],
    "no-env": [
      () => secretEnv("absent", "key"),
      /pod no-env-0: container connect: CreateContainerConfigError, secret "absent" not found/,
    ],
    "no-env-key": [
      () => secretEnv("there", "absent"),
      /pod no-env-key-0: container connect: CreateContainerConfigError, couldn't find key absent/,
    ],
    "no-account": [
      () => pod({ serviceAccountName: "absent" }),
      /StatefulSet no-account: .*is forbidden: .*serviceaccount "absent" not found/,
    ],
    "no-class": [
      () => pod({ priorityClassName: "absent" }),
      /StatefulSet no-class: .*is forbidden: no PriorityClass with name absent/,
    ],
    "no-image": [
      () => ({ image: { application: "example.com/absent:1", init: running.workerImage } }),
      /pod no-image-0: container connect: (Err\w+|ImagePullBackOff).*example\.com\/absent:1/,
    ],
    "bad-init": [
      () =>
        pod({
          initContainers: [
            {
              name: "prepare",
              image: running.workerImage,
              command: ["/bin/sh", "-c", "echo nothing to prepare >&2; exit 3"],
              terminationMessagePolicy: "FallbackToLogsOnError",
              securityContext: { runAsUser: 1000, runAsNonRoot: true },
            },
          ],
        }),
      /pod bad-init-0: container prepare: ended with 3, .*last message: nothing to prepare/,
    ],
    "no-memory": [
      () => ({
        heap: "-Xms400m -Xmx400m -XX:+AlwaysPreTouch",
        resources: { requests: { cpu: "10m" }, limits: { memory: "100Mi" } },
      }),
      /pod no-memory-0: container connect: ended with 137: it needs more memory than its limit/,
    ],
  };

  const program = () => {
    const full = new k8s.core.v1.Namespace("full", { metadata: { name: `${namespace}-full` } });
    const quota = new k8s.core.v1.ResourceQuota("quota", {
      metadata: { namespace: full.metadata.name, name: "small" },
      spec: { hard: { pods: "0" } },
    });
    const open = new k8s.core.v1.Namespace("open", { metadata: { name: namespace } });
    const there = new k8s.core.v1.Secret("there", {
      metadata: { namespace: open.metadata.name, name: "there" },
      stringData: { key: "value" },
    });
    worker("refused", quota.metadata.namespace); // Only after the quota exists.
    for (const [name, [args]] of Object.entries(faults)) {
      worker(name, there.metadata.namespace, args());
    }
    // A node may still be added, so this one waits until its timeout.
    const soon = { customTimeouts: { create: "30s" } };
    worker("no-node", open.metadata.name, pod({ nodeSelector: { absent: "node" } }), soon);
  };

  it("fails after a minute, with the reason from Kubernetes", async () => {
    const startedAt = Date.now();
    const run = await stack.up(program, { continueOnError: true });
    expect(Date.now() - startedAt).to.be.lessThan(LONGEST_MS * patience());
    expect(run.ok).to.equal(false);
    const errors = diagnostics(run, "error").join("\n");
    expect(errors).to.match(
      /StatefulSet refused: .*refused-0.* is forbidden: exceeded quota: small/,
    );
    expect(errors).to.match(/not in time: .*pod no-node-0: Unschedulable, .*selector/);
    for (const [, said] of Object.values(faults)) expect(errors).to.match(said);
  });
});
