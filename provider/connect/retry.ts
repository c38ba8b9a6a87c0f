import type { Clock } from "../core/clock";
import { type ConnectError, isConnectError } from "../core/errors";

export interface RetryPolicy {
  /** Epoch ms after which there is no further attempt. */
  readonly deadline: number;
  /** How long to try a worker that cannot be reached: most restarts take less than a minute. */
  readonly unreachableMs?: number;
  /** How long to try when the call was sent, and no answer of Connect's came. */
  readonly unansweredMs?: number;
  /** Shared by the calls of one cluster: once it was waited for, the next call need not wait again. */
  readonly absence?: Absence;
  /** Fail without a call for a while after the patience of the cluster was used up. */
  readonly trustAbsence?: boolean;
  /** Told before each further attempt. */
  readonly onRetry?: (error: ConnectError, waitMs: number) => void;
}

/** How long to wait for a cluster that does not answer. */
export type Patience = Pick<RetryPolicy, "unreachableMs" | "unansweredMs" | "trustAbsence">;

export interface Absence {
  /** Epoch ms from which no answer of Connect's came; undefined since one has come. */
  since: number | undefined;
  /** When the last one came. */
  answeredAt?: number;
  /** The last call that used up the patience. */
  givenUp?: { readonly at: number; readonly error: ConnectError } | undefined;
}

/** What may pass by itself: everything else is thrown at once. */
export const PASSING = ["unreachable", "busy", "unanswered", "failed"] as const;
export type RetriedKind = (typeof PASSING)[number];

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const PATIENCE_MS = 60_000;
const GIVEN_UP_FOR_MS = 10_000;
/** A refresh of a cluster that the stack manages keeps what it cannot read: it need not wait long. */
export const REFRESH_PATIENCE_MS = 30_000;
/** A preview goes on without Connect, and the engine checks one connector after the other. */
export const PREVIEW_PATIENCE = {
  unreachableMs: 0,
  unansweredMs: 5_000,
  trustAbsence: true,
} as const;
/** A 500 without an explanation is seldom cured by patience. */
const FAILED_TRIES = 4;

/** Calls `attempt` until it succeeds, fails for good or the time is up: the only retry loop. */
export async function retry<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  clock: Clock,
): Promise<T> {
  const absence = policy.absence ?? { since: undefined };
  const { givenUp } = absence;
  if (policy.trustAbsence === true && givenUp !== undefined) {
    if (clock.now() - givenUp.at < GIVEN_UP_FOR_MS) throw givenUp.error;
  }
  let failures = 0;
  for (let tries = 0; ; tries++) {
    const begun = clock.now();
    try {
      const answer = await attempt();
      noteAnswer(absence, clock);
      return answer;
    } catch (error) {
      if (!isConnectError(error)) throw error;
      const now = clock.now();
      // Whoever accepts a call and is silent for minutes has used up the patience with that.
      if (error.noAnswer) absence.since ??= Math.max(begun, absence.answeredAt ?? 0);
      else noteAnswer(absence, clock);
      if (!isConnectError(error, ...PASSING)) throw error;
      if (error.kind === "failed" && ++failures >= FAILED_TRIES) throw error;
      const wait = backOff(tries, FIRST_WAIT_MS, LONGEST_WAIT_MS, clock);
      if (now + wait > lastMoment(error, absence, policy)) {
        if (error.noAnswer) absence.givenUp = { at: now, error };
        throw error;
      }
      policy.onRetry?.(error, wait);
      await clock.sleep(wait);
    }
  }
}

function noteAnswer(absence: Absence, clock: Clock): void {
  absence.since = absence.givenUp = undefined;
  absence.answeredAt = clock.now();
}

function lastMoment({ kind }: ConnectError, { since }: Absence, policy: RetryPolicy): number {
  if (since === undefined) return policy.deadline;
  const { unreachableMs = PATIENCE_MS, unansweredMs = PATIENCE_MS } = policy;
  const patience = kind === "unreachable" ? unreachableMs : unansweredMs;
  return Math.min(policy.deadline, since + patience);
}

/** Exponential, with the upper half of each step left to chance, so that many callers spread out. */
export function backOff(tries: number, firstMs: number, longestMs: number, clock: Clock): number {
  const step = Math.min(longestMs, firstMs * 2 ** tries);
  return Math.round(step / 2 + (step / 2) * clock.random());
}
