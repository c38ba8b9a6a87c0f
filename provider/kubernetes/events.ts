/** Finds out from the events of a StatefulSet and its pods why pods do not start. */
import type { CoreV1Event } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { Plain } from "./pod-state";

export type KubernetesEvent = Plain<CoreV1Event>;

/** Why a pod is not created, or does not start. */
export interface Obstacle {
  readonly code: "refused" | "not mounted" | "blocked";
  /** Kubernetes' own message. */
  readonly reason: string;
  /** When Kubernetes last saw it, by the API server's clock. */
  readonly at: number;
}

/**
 * Events that keep a pod's containers from starting. An unschedulable pod says so in its status.
 */
const POD_REASONS = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"];

/**
 * Kubernetes gives these reasons only as text. A reason that matches none of them may be temporary,
 * such as a webhook that does not answer or a volume that another node still holds.
 */
const REFUSED = /\bis forbidden\b|\bis invalid\b|\bdenied the request\b/;
const NOT_FOUND = /\bnot found\b|\bnon-existent\b/;

/** Why a StatefulSet's controller cannot create a pod; undefined if its last attempt succeeded. */
export function creationObstacle(events: readonly KubernetesEvent[]): Obstacle | undefined {
  const refusal = newest(events, ["FailedCreate"]);
  if (refusal === undefined) return undefined;
  const success = newest(events, ["SuccessfulCreate"]);
  if (success !== undefined && lastSeen(success) > lastSeen(refusal)) return undefined;
  const text = textOf(refusal);
  const code = REFUSED.test(text) ? "refused" : "blocked";
  return { code, reason: text, at: lastSeen(refusal) };
}

/** Why a scheduled pod does not start its containers. */
export function startObstacle(events: readonly KubernetesEvent[]): Obstacle | undefined {
  const failure =
    // The kubelet also reports that it waits for the volumes, without the reason.
    newest(
      events.filter(({ message = "" }) => NOT_FOUND.test(message)),
      POD_REASONS,
    ) ?? newest(events, POD_REASONS);
  if (failure === undefined) return undefined;
  const text = textOf(failure);
  const mount = failure.reason === "FailedMount" && NOT_FOUND.test(text);
  return {
    code: mount ? "not mounted" : "blocked",
    reason: `${failure.reason ?? ""}, ${text}`,
    at: lastSeen(failure),
  };
}

function newest(
  events: readonly KubernetesEvent[],
  reasons: readonly string[],
): KubernetesEvent | undefined {
  const known = events.filter(({ reason }) => reasons.includes(reason ?? ""));
  return known.sort((a, b) => lastSeen(b) - lastSeen(a))[0];
}

function lastSeen({ series, lastTimestamp, eventTime, metadata }: KubernetesEvent): number {
  const times: (Date | undefined)[] = [
    series?.lastObservedTime,
    lastTimestamp,
    eventTime,
    metadata.creationTimestamp,
  ];
  // The API returns null for the fields that it does not use.
  return new Date(times.find((time) => time != null) ?? 0).getTime();
}

/** A refusal by Pod Security lists every field. */
const LONGEST = 600;

function textOf({ message = "" }: KubernetesEvent): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
