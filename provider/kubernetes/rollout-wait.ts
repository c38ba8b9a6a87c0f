/**
 * Waits for the pods of a StatefulSet, and gives up as soon as they report that they will not start.
 *
 * It replaces the Kubernetes provider's own wait, which reports a failing init container only after
 * ten minutes, and after some updates does not wait at all (pulumi-kubernetes#3329).
 */
import type { Clock } from "../core/clock";
import { ForwardError } from "../core/errors";
import type { Log } from "../core/log";
import { type Failing, type Rollout, rolloutVerdict, type RolloutVerdict } from "./rollout";

export type ReadPods = () => Promise<Rollout>;

export class RolloutError extends Error {}

const POLL_MS = 1_000;
/** How long to wait for a problem that may pass: the same program may create a missing Secret. */
const PATIENCE_MS: Readonly<Record<Failing["code"], number>> = {
  image: 30_000,
  refused: 60_000,
  "not mounted": 60_000,
};
/** An API server may be unreachable for a moment, for example during its upgrade. */
const AWAY_MS = 60_000;
const REPORT_MS = 5_000;

export interface Patience {
  /** The limit for the whole wait. The default limit starts again whenever another pod is ready. */
  readonly timeoutMs: number;
  readonly asked: boolean;
}

export async function waitForPods(
  readPods: ReadPods,
  { timeoutMs, asked }: Patience,
  clock: Clock,
  log: Pick<Log, "progress">,
): Promise<void> {
  let deadline = clock.now() + timeoutMs;
  let mostReady = 0;
  let failing: FailingSince | undefined;
  const report = reporter(clock, log);
  for (;;) {
    const verdict = rolloutVerdict(await patiently(readPods, clock));
    const now = clock.now();
    let patient = false;
    if (verdict.kind === "done") return;
    if (verdict.kind === "failed") throw new RolloutError(verdict.reasons.join("\n"));
    if (verdict.kind === "failing") {
      failing ??= { since: now, at: verdict.at };
      patient = now - failing.since < PATIENCE_MS[verdict.code];
      if (!patient && isTriedAgain(failing, verdict)) {
        throw new RolloutError(verdict.reasons.join("\n"));
      }
    } else {
      failing = undefined;
      if (verdict.ready > mostReady && !asked) deadline = now + timeoutMs;
      mostReady = Math.max(mostReady, verdict.ready);
    }
    if (!patient && now >= deadline) throw new RolloutError(`not in time: ${reasonOf(verdict)}`);
    report(verdict);
    await clock.sleep(POLL_MS);
  }
}

interface FailingSince {
  readonly since: number;
  readonly at: number | undefined;
}

/**
 * An earlier reason counts only if Kubernetes has tried again since: the cause may have been
 * removed.
 */
function isTriedAgain(failing: FailingSince, { at }: Failing): boolean {
  return at === undefined || failing.at === undefined || at > failing.at;
}

type Unfinished = Extract<RolloutVerdict, { kind: "in progress" | "failing" }>;

/** Shows obstacles at once, and everything else every few seconds. */
function reporter(clock: Clock, log: Pick<Log, "progress">): (verdict: Unfinished) => void {
  let reportedAt = clock.now();
  let reported = "";
  return (verdict) => {
    const reason = reasonOf(verdict);
    const obstacle = verdict.kind === "failing" || verdict.code === "blocked";
    if (clock.now() - reportedAt < REPORT_MS && !(obstacle && reason !== reported)) return;
    reportedAt = clock.now();
    reported = reason;
    log.progress(reason);
  };
}

function reasonOf(verdict: Unfinished): string {
  return verdict.kind === "in progress" ? verdict.reason : verdict.reasons.join("; ");
}

async function patiently(readPods: ReadPods, clock: Clock): ReturnType<ReadPods> {
  const end = clock.now() + AWAY_MS;
  for (;;) {
    try {
      return await readPods();
    } catch (error) {
      const mayPass = error instanceof ForwardError && error.kind === "unreachable";
      if (!mayPass || clock.now() >= end) throw error;
      await clock.sleep(POLL_MS);
    }
  }
}
