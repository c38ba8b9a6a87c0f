/** Describes a pod's status in words. */
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};

/** The JSON of the API: the client's classes lack some fields. */
export type Plain<T> = T extends Date
  ? T
  : T extends object
    ? { [Key in keyof T]: Plain<T[Key]> }
    : T;
export type Pod = Plain<V1Pod>;
export type ContainerStatus = Plain<V1ContainerStatus>;

function readyCondition(pod: Pod) {
  return pod.status?.conditions?.find(({ type }) => type === "Ready");
}

export function isReady(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp === undefined && readyCondition(pod)?.status === "True";
}

export function readySince(pod: Pod): number {
  const at = readyCondition(pod)?.lastTransitionTime;
  return at === undefined ? 0 : new Date(at).getTime();
}

const NOT_STARTED = ["ContainerCreating", "PodInitializing"];

/** Whether none of its containers has run yet. The kubelet sets up volumes and network first. */
export function isUnstarted(pod: Pod): boolean {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  return (
    pod.metadata?.deletionTimestamp === undefined &&
    !isReady(pod) &&
    [...initContainerStatuses, ...containerStatuses].every(({ state }) =>
      NOT_STARTED.includes(state?.waiting?.reason ?? ""),
    )
  );
}

export function isUnschedulable(pod: Pod): boolean {
  return notScheduled(pod) !== undefined;
}

/** A missing volume claim, which no node can make up for. */
export function missingClaims(pod: Pod): string[] {
  const { reason, message = "" } = notScheduled(pod) ?? {};
  return /persistentvolumeclaim "[^"]*" not found/.test(message) ? [joined(reason, message)] : [];
}

function notScheduled(pod: Pod) {
  return pod.status?.conditions?.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
}

/** Why a pod is not ready, in Kubernetes' own terms. */
export function whyNotReady(pod: Pod): string {
  if (pod.metadata?.deletionTimestamp !== undefined) return "is being deleted";
  for (const status of pod.status?.initContainerStatuses ?? []) {
    const text = stateOf(status);
    if (text !== undefined) return `init container ${status.name}: ${text}`;
    // An init container that is ready while it runs is a sidecar.
    if (status.state?.running !== undefined && !status.ready) {
      return `init container ${status.name} is running`;
    }
  }
  for (const status of pod.status?.containerStatuses ?? []) {
    const text = stateOf(status);
    if (text !== undefined) return `container ${status.name}: ${text}`;
  }
  const scheduled = notScheduled(pod);
  if (scheduled !== undefined) return joined(scheduled.reason, scheduled.message);
  if (pod.status?.reason !== undefined) return joined(pod.status.reason, pod.status.message);
  const phase = pod.status?.phase ?? "in an unknown state";
  return phase === "Running" ? "its readiness probe has not passed" : `is ${phase}`;
}

/** Why a container does not run yet; undefined if it runs or has finished. */
function stateOf({ state, lastState, restartCount }: Plain<V1ContainerStatus>): string | undefined {
  if (state?.waiting !== undefined) {
    const { reason, message } = state.waiting;
    if (reason === "PodInitializing") return undefined; // An init container is running.
    // A crashing container reports the reason in its last state, and in its waiting state only the delay.
    const ended = lastState?.terminated;
    return ended === undefined
      ? joined(reason, message)
      : joined(reason, `ended with ${ended.exitCode}`, ended.message ?? ended.reason);
  }
  const ended = state?.terminated;
  if (ended === undefined || ended.exitCode === 0) return undefined;
  return joined(
    ended.reason,
    `ended with ${ended.exitCode}`,
    ended.message,
    `${restartCount} restarts`,
  );
}

const LONGEST = 300;

function joined(...texts: (string | undefined)[]): string {
  const said = texts.filter((text) => text !== undefined && text !== "").join(", ");
  const line = said.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
