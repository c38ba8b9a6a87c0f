/** An existing connector with `adopt`: the preview has logged what adopting it changes. */
import { adoption } from "../provider/connector/check/adoption";
import { notice } from "../provider/core/notice";
import type { Problem, Step } from "./preview";

export interface Adopted {
  readonly effects: readonly string[];
  readonly warnings: readonly string[];
}

export function adopted(step: Step, problems: readonly Problem[]): Adopted | undefined {
  if (step.op !== "create") return undefined;
  const { name, cluster } = step.new;
  const { url } = (cluster ?? {}) as { url?: unknown };
  for (const { message } of problems) {
    const text = notice.parse(message) ?? "";
    const found = adoption.parse(text);
    if (found === undefined || found.connector !== name || found.url !== url) continue;
    return found.changes.length > 0
      ? { effects: ["is adopted, and changed"], warnings: [text] }
      : { effects: ["is adopted unchanged: nothing is written"], warnings: [] };
  }
  return undefined;
}
