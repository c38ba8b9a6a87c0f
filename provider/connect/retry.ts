import type { Clock } from "../core/clock";
import { type ConnectError, isConnectError } from "../core/errors";
import { CredentialError } from "../endpoint/credentials";

export interface RetryPolicy {
  /** Epoch ms; no further attempt begins after it. */
  readonly deadline: number;
  /** How long to try an unreachable worker: most restarts take less than a minute. */
  readonly unreachableMs?: number;
  /** How long to try if the call was sent but Connect did not answer. */
  readonly unansweredMs?: number;
  /**
   * Shared by the calls to one cluster: if one call has waited for it, the next need not wait
   * again.
   */
  readonly absence?: Absence;
  /** Fail without a call for a while after the cluster's patience was used up. */
  readonly trustAbsence?: boolean;
  /** Called before each further attempt. */
  readonly onRetry?: (error: ConnectError, waitMs: number) => void;
}

/** How long to wait for a cluster that does not answer. */
export type Patience = Pick<RetryPolicy, "unreachableMs" | "unansweredMs" | "trustAbsence">;

export interface Absence {
  /** Epoch ms since which Connect has not answered; undefined once it has. */
  since: number | undefined;
  /** When the last answer came. */
  answeredAt?: number;
  /** The last call that used up the patience. */
  givenUp?: { readonly at: number; readonly error: ConnectError } | undefined;
}

/** Errors that may pass by themselves. All others are thrown at once. */
export const PASSING = ["unreachable", "busy", "unanswered", "failed"] as const;
export type RetriedKind = (typeof PASSING)[number];

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const PATIENCE_MS = 60_000;
const GIVEN_UP_FOR_MS = 10_000;
/**
 * For a refresh of a cluster that the stack manages: it keeps the last known state, so it need not
 * wait long.
 */
export const REFRESH_PATIENCE_MS = 30_000;
/** For a preview: it works without Connect, and the engine checks one connector after the other. */
export const PREVIEW_PATIENCE = {
  unreachableMs: 0,
  unansweredMs: 5_000,
  trustAbsence: true,
} as const;
/** A name server that does not answer says nothing about the workers, and soon answers again. */
const NAME_SERVER_MS = 5_000;
/** Waiting rarely helps against a 500 without an explanation. */
const FAILED_TRIES = 4;
/** A file that is being replaced is missing or empty for a moment. */
const CREDENTIAL_TRIES = 4;

/** The only retry loop: calls `attempt` until it succeeds, fails permanently or the time is up. */
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
      const now = clock.now();
      if (error instanceof CredentialError && ++failures < CREDENTIAL_TRIES) {
        await clock.sleep(backOff(tries, FIRST_WAIT_MS, LONGEST_WAIT_MS, clock));
        continue;
      }
      if (!isConnectError(error)) throw error;
      // A server that accepts a call and stays silent for minutes has used up the patience.
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

function lastMoment(error: ConnectError, { since }: Absence, policy: RetryPolicy): number {
  if (since === undefined) return policy.deadline;
  const { unreachableMs = PATIENCE_MS, unansweredMs = PATIENCE_MS } = policy;
  const least = error.unreachable === "name-server" ? NAME_SERVER_MS : 0;
  const patience = error.kind === "unreachable" ? Math.max(unreachableMs, least) : unansweredMs;
  return Math.min(policy.deadline, since + patience);
}

/** Exponential, with a random upper half of each step, so that many callers spread out. */
export function backOff(tries: number, firstMs: number, longestMs: number, clock: Clock): number {
  const step = Math.min(longestMs, firstMs * 2 ** tries);
  return Math.round(step / 2 + (step / 2) * clock.random());
}
