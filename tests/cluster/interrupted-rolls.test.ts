import { expect } from "chai";
import { ConnectCluster } from "../../index";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { waitUntil } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { killEngine } from "../../testkit/engine/kill-engine";
import { isProof } from "../../testkit/proof";
import {
  QUICK_START,
  restrictedNamespaceObject,
  smallCluster,
} from "../../testkit/kubernetes/small-cluster";
import { losableApiServer, type TcpProxy } from "../../testkit/connect/tcp-proxy";
import { WorkerConfigs } from "../../testkit/connect/worker-configs";

/** The longest time that a deployment waits for an unreachable API server. */
const AWAY_MS = 60_000;

interface Interruption {
  readonly when: "the ConfigMap is created" | "the pods roll";
  readonly what: "kill -9" | "Ctrl-C" | "no API server";
  /** The program of the next deployment. */
  readonly next: "the same" | "the earlier";
}

const nexts = ["the same", "the earlier"] as const;
/** With the next program of the case in `make test`. */
const interruptions: Interruption[] = (
  [
    ["the ConfigMap is created", "kill -9", undefined],
    ["the pods roll", "kill -9", "the same"],
    ["the pods roll", "Ctrl-C", undefined],
    ["the pods roll", "no API server", "the earlier"],
  ] as const
).flatMap(([when, what, sample]) =>
  nexts.filter((next) => isProof || next === sample).map((next) => ({ when, what, next })),
);

describe("a roll of a Connect cluster that is interrupted", function () {
  this.timeout(400_000);

  const namespace = `cut-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let configs: WorkerConfigs;
  let proxy: TcpProxy;
  let flushSeconds = 10;

  before(async () => {
    running = await cluster();
    const losable = await losableApiServer(running.kubeconfig);
    ({ proxy } = losable);
    const env = { ...running.pulumi.env, KUBECONFIG: losable.file };
    stack = await TestStack.create({ ...running.pulumi, env }, namespace);
    configs = new WorkerConfigs(running.kubeconfig, namespace, "connect");
    await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
    succeeds(await up(flushSeconds));
  });

  after(async () => {
    await stack.remove();
    await proxy.close();
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
  });

  const up = (seconds: number, signal?: AbortSignal): Promise<Run> =>
    stack.up(
      () => {
        const config = { ...QUICK_START, "offset.flush.interval.ms": seconds * 1000 };
        new ConnectCluster("connect", { ...smallCluster(running, namespace), replicas: 2, config });
      },
      signal === undefined ? {} : { signal },
    );

  const succeeds = (run: Run) =>
    expect(run.ok, diagnostics(run, "error").join("\n") || run.text).to.equal(true);

  const noneInUseIsGone = async () =>
    expect(await configs.names()).to.include.members(await configs.inUse());

  async function reached(
    when: Interruption["when"],
    before: readonly string[],
    running: Promise<Run>,
  ): Promise<void> {
    let ended: Run | undefined;
    void running.then((run) => (ended = run));
    await waitUntil(
      async () =>
        when === "the pods roll"
          ? (await configs.ofPods()).length === 2
          : (await configs.names()).some((name) => !before.includes(name)),
      {
        what: `the moment when ${when}`,
        deadlineMs: 120_000,
        intervalMs: 20,
        giveUp: () => {
          if (ended !== undefined) throw new Error(`it ended before ${when}:\n${ended.text}`);
        },
      },
    );
  }

  /** Interrupts the deployment in this way. */
  async function interrupt(what: Interruption["what"], end: AbortController): Promise<void> {
    if (what === "kill -9") await killEngine(stack);
    if (what === "Ctrl-C") end.abort();
    if (what === "no API server") await proxy.close();
  }

  for (const { when, what, next } of interruptions) {
    // Without a roll, nothing removes a ConfigMap that is in no state. The next roll removes it.
    const rolls = next === "the same" || when === "the pods roll";
    const leaves = rolls ? "and leaves no ConfigMap" : "and keeps the ConfigMap in use";
    it(`by ${what} when ${when} is finished by ${next} program, ${leaves}`, async () => {
      const earlier = flushSeconds;
      const later = ++flushSeconds;
      const before = await configs.names();
      const end = new AbortController();
      const interrupted = up(later, end.signal);
      await reached(when, before, interrupted);
      const cutAt = Date.now();
      await interrupt(what, end);
      const run = await interrupted;
      if (what !== "Ctrl-C") expect(run.ok).to.equal(false);
      if (what === "no API server") {
        expect(Date.now() - cutAt).to.be.greaterThan(AWAY_MS);
        expect(diagnostics(run, "error").join("\n")).to.contain(
          "no answer from the Kubernetes API",
        );
        await proxy.open();
      }
      await noneInUseIsGone();

      await stack.stack.cancel(); // The lock that a killed engine could not release.
      flushSeconds = next === "the same" ? later : earlier;
      succeeds(await up(flushSeconds));
      const inUse = await configs.inUse();
      expect(inUse).to.deep.equal([await configs.ofNextPod()]);
      expect(await configs.names()).to.include.members(inUse);
      if (rolls) expect(await configs.names()).to.deep.equal(inUse);
      await configs.restartPod();
      succeeds(await stack.refresh({ expectNoChanges: true }));
    });
  }
});
