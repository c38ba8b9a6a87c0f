import type { Clock } from "../core/clock";
import { type ConnectError, type ErrorKind, isConnectError } from "../core/errors";

export interface RetryPolicy {
  /** Epoch ms after which no further attempt is made. */
  readonly deadline: number;
  /** How long to try a worker that cannot be reached: a minute tells a restart from an absence. */
  readonly unreachableMs?: number;
  /** Shared by the calls of one cluster: once it was waited for, the next call need not wait again. */
  readonly absence?: Absence;
  /** Told before each further attempt. */
  readonly onRetry?: (error: ConnectError, waitMs: number) => void;
}

export interface Absence {
  /** Epoch ms of the first call that did not reach it; undefined since one did. */
  since: number | undefined;
}

/** What may pass by itself: everything else is thrown at once. */
export const PASSING: readonly ErrorKind[] = ["unreachable", "busy", "unanswered", "failed"];

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
export const UNREACHABLE_PATIENCE_MS = 60_000;
/** A refresh of a cluster that the stack manages keeps what it cannot read: it need not wait long. */
export const REFRESH_PATIENCE_MS = 30_000;
/** A 500 without an explanation is seldom cured by patience. */
const FAILED_TRIES = 4;

/** Calls `attempt` until it succeeds, fails for good or the time is up: the only retry loop. */
export async function retry<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  clock: Clock,
): Promise<T> {
  let failures = 0;
  const { unreachableMs: patience = UNREACHABLE_PATIENCE_MS } = policy;
  const absence = policy.absence ?? { since: undefined };
  for (let tries = 0; ; tries++) {
    try {
      const answer = await attempt();
      absence.since = undefined;
      return answer;
    } catch (error) {
      const now = clock.now();
      if (isConnectError(error, "unreachable")) absence.since ??= now;
      else absence.since = undefined;
      if (!isConnectError(error, ...PASSING)) throw error;
      if (error.kind === "failed" && ++failures >= FAILED_TRIES) throw error;
      const lastMoment =
        absence.since === undefined
          ? policy.deadline
          : Math.min(policy.deadline, absence.since + patience);
      const wait = backOff(tries, FIRST_WAIT_MS, LONGEST_WAIT_MS, clock);
      if (now + wait > lastMoment) throw error;
      policy.onRetry?.(error, wait);
      await clock.sleep(wait);
    }
  }
}

/** Exponential, with the upper half of each step left to chance, so that many callers spread out. */
export function backOff(tries: number, firstMs: number, longestMs: number, clock: Clock): number {
  const step = Math.min(longestMs, firstMs * 2 ** tries);
  return Math.round(step / 2 + (step / 2) * clock.random());
}
