/** Plans what to do after a poll of the cluster. Pure: no clock, no calls. */
import type { ConnectorStatus } from "../provider/connect/wire";
import { type Health, healthOf, type Part } from "./health";
import type { Failure, Memory, Remembered } from "./memory";
import type { Policies, RestartPolicy } from "./policy";
import { type Schedule, waitBefore } from "./schedule";

export interface Poll {
  readonly statuses: ReadonlyMap<string, ConnectorStatus>;
  readonly policies: Policies;
  /** The policy of connectors without their own. */
  readonly policy: RestartPolicy;
  readonly schedule: Schedule;
  /** Whether each part needs its own call, because the workers are old. */
  readonly partByPart: boolean;
  readonly now: number;
  readonly random: () => number;
}

export interface Restart {
  readonly name: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly maxRetry: number;
  readonly waitedMs: number;
  readonly parts: readonly Part[];
}

export interface GivenUp {
  readonly name: string;
  readonly restarts: number;
  readonly parts: readonly Part[];
}

export interface Plan {
  /** The connector that has waited longest comes first. */
  readonly restarts: readonly Restart[];
  /** Without the ones that were given up earlier. */
  readonly givenUp: readonly GivenUp[];
  readonly cured: readonly string[];
  /**
   * Includes the observations of this poll, but not the restarts, which only the caller can
   * confirm.
   */
  readonly memory: Memory;
}

/** A single poll may show a failure that is over a moment later. */
const POLLS = 2;
const MINUTE_MS = 60_000;

const NEW: Pick<Remembered, "restarts" | "lastWaitMs" | "lastRestartAt"> = {
  restarts: 0,
  lastWaitMs: 0,
};

export function planOf(before: Memory, poll: Poll): Plan {
  const { now, schedule } = poll;
  const connectors = new Map<string, Remembered>();
  const due: Due[] = [];
  const givenUp: GivenUp[] = [];
  const cured: string[] = [];
  for (const [name, known] of before.connectors) {
    // A starting worker lists nothing, so a missing connector may still exist.
    const missing = !poll.statuses.has(name);
    if (missing && now - known.seenAt <= schedule.longestWaitMs) connectors.set(name, known);
  }
  for (const [name, status] of poll.statuses) {
    const found = finding(name, healthOf(status), before.connectors.get(name), poll);
    if (found.known !== undefined) connectors.set(name, found.known);
    if (found.due !== undefined) due.push(found.due);
    if (found.givenUp !== undefined) givenUp.push(found.givenUp);
    if (found.cured === true) cured.push(name);
  }
  const calls = before.calls.filter((at) => now - at <= MINUTE_MS);
  due.sort((a, b) => a.dueAt - b.dueAt);
  const restarts = withinBudget(due, schedule.restartsPerMinute - calls.length, poll.partByPart);
  return { restarts, givenUp, cured, memory: { connectors, calls } };
}

type Due = Restart & { readonly dueAt: number };

interface Finding {
  /** Without it, the connector is forgotten. */
  readonly known?: Remembered;
  readonly due?: Due;
  readonly givenUp?: GivenUp;
  readonly cured?: boolean;
}

function finding(
  name: string,
  health: Health,
  before: Remembered | undefined,
  poll: Poll,
): Finding {
  const { now, schedule } = poll;
  const { restarts, lastWaitMs, lastRestartAt } = before ?? NEW;
  const known: Remembered = {
    restarts,
    lastWaitMs,
    ...(lastRestartAt === undefined ? {} : { lastRestartAt }),
    seenAt: now,
  };
  switch (health.kind) {
    case "paused or stopped":
      return {};
    case "rebalancing":
      return before === undefined ? {} : { known };
    case "running": {
      if (restarts === 0) return {};
      const runningSince = before?.runningSince ?? now;
      const cured = now - runningSince > Math.max(schedule.stableMs, lastWaitMs);
      return cured ? { cured } : { known: { ...known, runningSince } };
    }
    case "failed": {
      const failure = failureSeen(before?.failure, restarts, poll);
      const failed = { ...known, failure };
      const { type, maxRetry } = poll.policies.get(name) ?? poll.policy;
      if (type === "Never" || failure.polls < POLLS) return { known: failed };
      const { parts } = health;
      if (restarts >= maxRetry) {
        const news = before?.givenUp === true ? {} : { givenUp: { name, restarts, parts } };
        return { known: { ...failed, givenUp: true }, ...news };
      }
      const { dueAt, waitMs: waitedMs } = failure;
      if (now < dueAt) return { known: failed };
      return {
        known: failed,
        due: { name, attempt: restarts + 1, maxRetry, waitedMs, parts, dueAt },
      };
    }
  }
}

function failureSeen(known: Failure | undefined, restarts: number, poll: Poll): Failure {
  if (known !== undefined) return { ...known, polls: known.polls + 1 };
  const waitMs = waitBefore(restarts, poll.schedule, poll.random());
  return { polls: 1, waitMs, dueAt: poll.now + waitMs };
}

function withinBudget(due: readonly Restart[], calls: number, partByPart: boolean): Restart[] {
  if (!partByPart) return due.slice(0, Math.max(0, calls));
  const chosen: Restart[] = [];
  let left = calls;
  for (const restart of due) {
    if (left <= 0) break;
    // Connectors beyond the limit have their turn after the next delay.
    const parts = restart.parts.slice(0, left);
    chosen.push({ ...restart, parts });
    left -= parts.length;
  }
  return chosen;
}

/** A restart was requested, whatever its outcome. */
export function called(memory: Memory, at: number): Memory {
  return { ...memory, calls: [...memory.calls, at] };
}

/** A restart happened, or may have happened. */
export function restarted(memory: Memory, { name, waitedMs }: Restart, at: number): Memory {
  const { restarts } = memory.connectors.get(name) ?? NEW;
  const made = { restarts: restarts + 1, lastWaitMs: waitedMs, lastRestartAt: at, seenAt: at };
  return { ...memory, connectors: new Map(memory.connectors).set(name, made) };
}
