/**
 * Waits for the pods of a StatefulSet, and gives up as soon as they tell that they will not come.
 *
 * The Kubernetes provider's own wait is switched off for it: that one says nothing of why an init
 * container fails before its time is up, ten minutes later, and after some updates it does not wait
 * at all (pulumi-kubernetes#3329).
 */
import type { Clock } from "../core/clock";
import type { Credential } from "../endpoint/endpoint";
import { ForwardError } from "../core/errors";
import { currentCluster, loadKubeConfig } from "./kubeconfig";
import { inWords, kubernetesApis } from "./api";
import type { Log } from "../core/log";
import type { Pod } from "./pod-state";
import { rolloutVerdict, type StatefulSet } from "./rollout";

/** A StatefulSet, and how its Kubernetes is reached. */
export interface StatefulSetRef {
  readonly namespace: string;
  readonly name: string;
  readonly context?: string;
  readonly kubeconfig?: Credential;
}

export type LookAtPods = () => Promise<{ set: StatefulSet; pods: readonly Pod[] }>;

export class RolloutError extends Error {}

const POLL_MS = 1_000;
/** What may pass is given this long to do so. */
const FAILING_MS = 30_000;
/** An API server may be away for a moment, as in an upgrade of it. */
const AWAY_MS = 60_000;
const TELL_MS = 5_000;

export interface Patience {
  /** For all of it; counted anew when one more pod is ready, unless it was asked for. */
  readonly timeoutMs: number;
  readonly asked: boolean;
}

export async function waitForPods(
  look: LookAtPods,
  { timeoutMs, asked }: Patience,
  clock: Clock,
  log: Pick<Log, "progress">,
): Promise<void> {
  let deadline = clock.now() + timeoutMs;
  let mostReady = 0;
  let failingSince: number | undefined;
  let toldAt = clock.now();
  for (;;) {
    const { set, pods } = await patiently(look, clock);
    const verdict = rolloutVerdict(set, pods);
    const now = clock.now();
    switch (verdict.kind) {
      case "done":
        return;
      case "failed":
        throw new RolloutError(verdict.reasons.join("\n"));
      case "failing":
        failingSince ??= now;
        if (now - failingSince >= FAILING_MS) throw new RolloutError(verdict.reasons.join("\n"));
        break;
      case "going on":
        failingSince = undefined;
        if (verdict.ready > mostReady && !asked) deadline = now + timeoutMs;
        mostReady = Math.max(mostReady, verdict.ready);
        if (now >= deadline) throw new RolloutError(`not in time: ${verdict.reason}`);
    }
    if (now - toldAt >= TELL_MS) {
      toldAt = now;
      log.progress(verdict.kind === "going on" ? verdict.reason : verdict.reasons.join("; "));
    }
    await clock.sleep(POLL_MS);
  }
}

async function patiently(look: LookAtPods, clock: Clock): ReturnType<LookAtPods> {
  const end = clock.now() + AWAY_MS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      const mayPass = error instanceof ForwardError && error.kind === "unreachable";
      if (!mayPass || clock.now() >= end) throw error;
      await clock.sleep(POLL_MS);
    }
  }
}

/** Asks Kubernetes for them. The kubeconfig is read once. */
export async function podsOf(ref: StatefulSetRef): Promise<LookAtPods> {
  const config = await loadKubeConfig(ref);
  const { server } = currentCluster(config);
  const { core, apps } = await kubernetesApis(config);
  const { namespace, name } = ref;
  const ask = async () => {
    const set = await apps.readNamespacedStatefulSet({ namespace, name });
    const labels = Object.entries(set.spec?.selector.matchLabels ?? {});
    const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(",");
    const { items } = await core.listNamespacedPod({ namespace, labelSelector });
    return { set, pods: items };
  };
  return () => inWords(ask(), server, namespace);
}
