/** What one status means for the agent. */
import type { ConnectorStatus, WireTaskStatus } from "../provider/connect/wire";

/** The connector itself, or one of its tasks. */
export interface Part {
  readonly task?: number;
  readonly workerId: string;
  readonly trace: string;
}

export type Health =
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly parts: readonly Part[] }
  /** Being assigned, restarted, paused or rebalanced, so that the agent must not interfere. */
  | { readonly kind: "rebalancing" }
  /** Paused or stopped on purpose. */
  | { readonly kind: "paused or stopped" };

export function healthOf({ connector, tasks }: ConnectorStatus): Health {
  if (connector.state === "PAUSED" || connector.state === "STOPPED")
    return { kind: "paused or stopped" };
  const all: (Omit<WireTaskStatus, "id"> & { readonly id?: number })[] = [connector, ...tasks];
  if (!all.every(({ state }) => state === "RUNNING" || state === "FAILED")) {
    return { kind: "rebalancing" };
  }
  const failed = all.filter(({ state }) => state === "FAILED");
  if (failed.length === 0) return { kind: "running" };
  const parts = failed.map(({ id, worker_id: workerId, trace = "" }) => ({
    ...(id === undefined ? {} : { task: id }),
    workerId,
    trace,
  }));
  return { kind: "failed", parts };
}
