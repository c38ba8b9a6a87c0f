/** Whether the pods of a StatefulSet are as declared, and whether they ever will be. */
import type { V1StatefulSet } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { creationObstacle, type KubernetesEvent, type Obstacle, startObstacle } from "./events";
import { brokenContainers, unstartableContainers } from "./container-failures";
import {
  isReady,
  isUnschedulable,
  isUnstarted,
  missingClaims,
  type Plain,
  type Pod,
  whyNotReady,
} from "./pod-state";

export type StatefulSet = Plain<V1StatefulSet>;

/** The state of a StatefulSet and its objects at one moment. */
export interface Rollout {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  /** The events of the objects from `objectsToExplain`; empty if the user may not read events. */
  readonly events: readonly KubernetesEvent[];
}

export type RolloutVerdict =
  | { readonly kind: "done" }
  | {
      readonly kind: "in progress";
      /** `blocked`: something outside the cluster has to change, and may do so by itself. */
      readonly code: "not observed" | "starting" | "blocked";
      readonly ready: number;
      readonly reason: string;
    }
  /** May pass, such as an image that cannot be pulled; becomes a failure if it persists. */
  | ({ readonly kind: "failing" } & Failing)
  /** Does not pass without a change. */
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

export interface Failing {
  readonly code: "image" | "refused" | "not mounted";
  readonly reasons: readonly string[];
  /** When Kubernetes last tried, if it says so: the delays between its attempts grow. */
  readonly at?: number;
}

/** Ignores pods of an earlier revision: they may be broken, and the new revision may fix that. */
export function rolloutVerdict({ set, pods, events }: Rollout): RolloutVerdict {
  const { metadata, spec, status } = set;
  const replicas = spec?.replicas ?? 1;
  if (status?.observedGeneration !== metadata?.generation) {
    const reason = "the StatefulSet's controller has not seen the change yet";
    return { kind: "in progress", code: "not observed", ready: 0, reason };
  }
  const current = pods.filter((pod) => isCurrent(set, pod));
  const ready = current.filter(isReady).length;
  const failed = current.flatMap((pod) => namedReasons(pod, brokenContainers(pod)));
  if (failed.length > 0) return { kind: "failed", reasons: failed };
  const images = current.flatMap((pod) => namedReasons(pod, unstartableContainers(pod)));
  if (images.length > 0) return { kind: "failing", code: "image", reasons: images };
  const obstacles = obstaclesOf(set, pods, events);
  const failing = failingOf(obstacles);
  if (failing !== undefined) return { kind: "failing", ...failing };
  const claims = current.flatMap((pod) => namedReasons(pod, missingClaims(pod)));
  if (claims.length > 0) return { kind: "failing", code: "not mounted", reasons: claims };
  const left = pods.length - current.length;
  if (ready >= replicas && left === 0 && current.length === replicas) return { kind: "done" };
  const blocked = obstacles.length > 0 || current.some(isUnschedulable);
  // A pod that does not end blocks its replacement.
  const late = [...current, ...pods.filter(isBeingDeleted)]
    .filter((pod) => !isReady(pod) && obstacles.every(({ of }) => of !== pod.metadata?.name))
    .flatMap((pod) => namedReasons(pod, [whyNotReady(pod)]));
  const reasons = [...obstacles.map(({ reason }) => reason), ...late];
  return {
    kind: "in progress",
    code: blocked ? "blocked" : "starting",
    ready,
    reason: [`${ready} of ${replicas} pods are ready`, ...reasons].join("; "),
  };
}

/**
 * The uids of the objects whose events explain missing or blocked pods, the StatefulSet's first.
 */
export function objectsToExplain(set: StatefulSet, pods: readonly Pod[]): string[] {
  const unstarted = pods.filter((pod) => isCurrent(set, pod) && isUnstarted(pod));
  const objects = [...(missesPods(set, pods) ? [set] : []), ...unstarted];
  return objects.flatMap(({ metadata }) => metadata?.uid ?? []);
}

function missesPods({ spec }: StatefulSet, pods: readonly Pod[]): boolean {
  return pods.length < (spec?.replicas ?? 1);
}

function isCurrent({ status }: StatefulSet, { metadata }: Pod): boolean {
  return (
    metadata?.deletionTimestamp === undefined &&
    metadata?.labels?.["controller-revision-hash"] === status?.updateRevision
  );
}

interface NamedObstacle extends Obstacle {
  /** The object's name. */
  readonly of: string;
}

function obstaclesOf(
  set: StatefulSet,
  pods: readonly Pod[],
  events: readonly KubernetesEvent[],
): NamedObstacle[] {
  const eventsOf = (uid?: string) => events.filter(({ involvedObject: o }) => o.uid === uid);
  const named = (kind: string, name: string, obstacle: Obstacle | undefined) =>
    obstacle === undefined
      ? []
      : [{ ...obstacle, of: name, reason: `${kind} ${name}: ${obstacle.reason}` }];
  const { uid, name = "" } = set.metadata ?? {};
  return [
    ...(missesPods(set, pods) ? named("StatefulSet", name, creationObstacle(eventsOf(uid))) : []),
    ...pods
      .filter((pod) => isCurrent(set, pod) && isUnstarted(pod))
      .flatMap(({ metadata }) =>
        named("pod", metadata?.name ?? "", startObstacle(eventsOf(metadata?.uid))),
      ),
  ];
}

function failingOf(obstacles: readonly Obstacle[]): Failing | undefined {
  for (const code of ["refused", "not mounted"] as const) {
    const found = obstacles.filter((obstacle) => obstacle.code === code);
    if (found.length === 0) continue;
    const at = Math.max(...found.map((obstacle) => obstacle.at));
    return { code, reasons: found.map(({ reason }) => reason), at };
  }
  return undefined;
}

function isBeingDeleted({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

function namedReasons(pod: Pod, reasons: readonly string[]): string[] {
  return reasons.map((reason) => `pod ${pod.metadata?.name ?? ""}: ${reason}`);
}
