/** The agent's events. Texts must not contain secrets. */
import type { Part } from "./health";
import type { RestartPolicy } from "./policy";
import type { Schedule } from "./schedule";
import type { Redactor } from "../provider/connect/redact";
import { lengthOfEach, shortened } from "../provider/connect/trace";

/** A failed part in an event. After its restart, only the worker's log has the whole trace. */
export interface ReportedPart {
  readonly part: string;
  readonly worker: string;
  readonly trace: string;
}

export type HealingEvent =
  | {
      readonly event: "started";
      readonly url: string;
      readonly policy: RestartPolicy;
      readonly schedule: Schedule;
    }
  /** Reported before the restart. */
  | {
      readonly event: "restart";
      readonly connector: string;
      readonly attempt: number;
      readonly maxRetry: number;
      readonly waitedMs: number;
      readonly parts: readonly ReportedPart[];
    }
  /** Connect refused the restart or did not answer. Without an answer, it counts as a restart. */
  | { readonly event: "restart failed"; readonly connector: string; readonly reason: string }
  /** The agent does nothing more in this round. */
  | { readonly event: "rebalancing"; readonly connector: string; readonly reason: string }
  | {
      readonly event: "given up";
      readonly connector: string;
      readonly restarts: number;
      readonly parts: readonly ReportedPart[];
    }
  | { readonly event: "cured"; readonly connector: string }
  | { readonly event: "no answer"; readonly reason: string }
  | { readonly event: "answers again" }
  | { readonly event: "policy refused"; readonly file: string; readonly reason: string };

export function reportedParts(parts: readonly Part[], redactor: Redactor): ReportedPart[] {
  const length = lengthOfEach(parts.length);
  return parts.map(({ task, workerId, trace }) => ({
    part: partName(task),
    worker: workerId,
    // Redact before you shorten: half a secret is not found.
    trace: shortened(redactor.trace(trace), length),
  }));
}

function partName(task: number | undefined): string {
  return task === undefined ? "connector" : `task ${task}`;
}
