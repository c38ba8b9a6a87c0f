/** Whether the pods of a StatefulSet are those that were asked for, and whether they ever will be. */
import type { V1StatefulSet } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type ContainerStatus, isReady, type Plain, type Pod, whyNotReady } from "./pod-state";

export type StatefulSet = Plain<V1StatefulSet>;

export type RolloutVerdict =
  | { readonly kind: "done" }
  | { readonly kind: "going on"; readonly ready: number; readonly reason: string }
  /** May pass, such as an image that cannot be pulled: fails when it goes on. */
  | { readonly kind: "failing"; readonly reasons: readonly string[] }
  /** Will not pass by itself. */
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

/** Of sysexits.h: what our installer ends with when another try may succeed. */
const TEMPORARY_FAILURE = 75;
/** So often a container may have ended, for a reason that may pass, before it is taken for broken. */
const RESTARTS = 2;
/** Our own scripts: what they refuse once they refuse always. */
const PREPARING = ["install-plugins", "make-stores"];

const CANNOT_START = [
  "CreateContainerConfigError",
  "CreateContainerError",
  "ErrImageNeverPull",
  "ErrImagePull",
  "ImageInspectError",
  "ImagePullBackOff",
  "RegistryUnavailable",
  "RunContainerError",
];

/** Pods of an earlier revision do not count: that they do not run may be why there is a new one. */
export function rolloutVerdict(set: StatefulSet, pods: readonly Pod[]): RolloutVerdict {
  const { metadata, spec, status } = set;
  const replicas = spec?.replicas ?? 1;
  const seen = status?.observedGeneration === metadata?.generation;
  const current = pods.filter(
    (pod) =>
      seen &&
      pod.metadata?.deletionTimestamp === undefined &&
      pod.metadata?.labels?.["controller-revision-hash"] === status?.updateRevision,
  );
  const ready = current.filter(isReady).length;
  if (!seen) return { kind: "going on", ready, reason: "the change is not seen yet" };
  const failed = current.flatMap((pod) => toldOf(pod, failedContainers(pod, isFailed)));
  if (failed.length > 0) return { kind: "failed", reasons: failed };
  const failing = current.flatMap((pod) => toldOf(pod, failedContainers(pod, isFailing)));
  if (failing.length > 0) return { kind: "failing", reasons: failing };
  const left = pods.length - current.length;
  if (ready >= replicas && left === 0 && current.length === replicas) return { kind: "done" };
  const late = current.filter((pod) => !isReady(pod)).map((pod) => toldOf(pod, [whyNotReady(pod)]));
  const reason = [`${ready} of ${replicas} pods are ready`, ...late.flat()].join("; ");
  return { kind: "going on", ready, reason };
}

function toldOf(pod: Pod, reasons: readonly string[]): string[] {
  return reasons.map((reason) => `pod ${pod.metadata?.name ?? ""}: ${reason}`);
}

function failedContainers(pod: Pod, test: (status: ContainerStatus) => boolean): string[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const found = [...initContainerStatuses, ...containerStatuses].filter(test);
  return found.map((status) => `container ${status.name}: ${reasonOf(status)}`);
}

function isFailed(status: ContainerStatus): boolean {
  const { name, restartCount, state } = status;
  if (state?.waiting?.reason === "InvalidImageName") return true;
  const exitCode = badEnd(status)?.exitCode;
  if (exitCode === undefined || state?.running !== undefined) return false;
  if (PREPARING.includes(name) && exitCode !== TEMPORARY_FAILURE) return true;
  return restartCount >= RESTARTS;
}

function isFailing({ state }: ContainerStatus): boolean {
  return CANNOT_START.includes(state?.waiting?.reason ?? "");
}

function badEnd({ state, lastState }: ContainerStatus) {
  const ended = state?.terminated ?? lastState?.terminated;
  return ended === undefined || ended.exitCode === 0 ? undefined : ended;
}

function reasonOf(status: ContainerStatus): string {
  const ended = badEnd(status);
  const { waiting } = status.state ?? {};
  if (ended === undefined) {
    return [waiting?.reason, waiting?.message].filter(Boolean).join(", ");
  }
  if (PREPARING.includes(status.name) && ended.message !== undefined) return ended.message.trim();
  const killed = ended.reason === "OOMKilled" ? ": it needs more memory than its limit" : "";
  const times = status.restartCount === 1 ? "once" : `${status.restartCount} times`;
  const said = lastWords(ended.message ?? "");
  return (
    `ended with ${ended.exitCode}${killed}, was restarted ${times}` +
    (said === "" ? "" : `; its last words: ${said}`)
  );
}

/** Of the end of a log: the cause of its last stack trace, else its last line. */
function lastWords(log: string): string {
  const lines = log.split("\n").map((line) => line.trim());
  const causes = lines.filter((line) => /^(Caused by: |[\w.]+(Exception|Error): )/.test(line));
  return causes.at(-1) ?? lines.filter((line) => line !== "").at(-1) ?? "";
}
