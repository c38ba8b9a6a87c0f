/** A connector with `adopt` that is on the cluster already: the preview told what becomes of it. */
import type { Problem, Step } from "./preview";

export interface TakeOver {
  readonly effects: readonly string[];
  readonly warnings: readonly string[];
}

export function takeOver(step: Step, told: readonly Problem[]): TakeOver | undefined {
  if (step.op !== "create") return undefined;
  const { name, cluster } = step.new;
  const { url = "" } = (cluster ?? {}) as { url?: unknown };
  const isThere = `connector "${String(name)}" is on ${String(url)} already`;
  const message = told.find(
    (one) => one.severity === "info" && one.message.startsWith(isThere),
  )?.message;
  if (message === undefined) return undefined;
  return message.includes("\n")
    ? { effects: ["is taken over, and changed"], warnings: [message] }
    : { effects: ["is taken over as it is: nothing is written"], warnings: [] };
}
