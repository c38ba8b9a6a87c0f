import type { Cluster } from "../connect/session";
import { type ConnectorStatus, FAILED_PARTS } from "../connect/wire";
import { isConnectError } from "../core/errors";
import { backOff, PASSING } from "../connect/retry";
import type { Redactor } from "../connect/redact";
import type { Operation } from "./operation";
import { assess, type FailedPart, taskSignature, type Verdict } from "../connect/status";
import { rootCause } from "../connect/trace";
import { Restarts } from "./restarts";

/** A waiting deployment restarts faster than the healing agent, because the user is watching. */
const FIRST_RESTART_MS = 1_000;
const LONGEST_RESTART_MS = 10_000;
const STILL_WAITING_MS = 15_000;
/** A connector may have hundreds of tasks, which usually fail for the same reason. */
const PARTS_SHOWN = 5;

/** The connector exists, but not in its declared state. */
export class UnhealthyError extends Error {
  readonly reasons: readonly string[];
  readonly lastStatus: ConnectorStatus | undefined;

  constructor(reasons: readonly string[], lastStatus: ConnectorStatus | undefined) {
    super(reasons.join("\n"));
    this.name = "UnhealthyError";
    this.reasons = reasons;
    this.lastStatus = lastStatus;
  }
}

type Settling = Extract<Verdict, { kind: "settling" }>;

/** The parts of an operation that a wait needs. Its errors name what it waited for. */
export type Waiting = Omit<Operation, "doing">;

/** Waits until a connector has reached its state, and restarts failed parts under its policy. */
export async function waitForState(
  op: Waiting,
  /** Whether the status may still show what ran before the last write. */
  ranBefore: boolean,
): Promise<ConnectorStatus> {
  const { cluster, inputs, deadline } = op;
  const { clock } = cluster;
  const { name, restartPolicy: policy } = inputs;
  let confirmed: string | undefined;
  const restarts = new Restarts(policy);
  let reportedAt = clock.now();
  if (ranBefore) await cluster.caughtUp(deadline);
  cluster.hurryStatuses();
  for (;;) {
    const status = await polledStatus(cluster, name, deadline);
    const verdict = assess(status, inputs);
    const now = clock.now();
    if (verdict.kind === "reached" && status !== undefined) {
      // Tasks on several workers appear one after another. If there are fewer than the maximum,
      // they count only if a second poll finds the same ones.
      const tasks = taskSignature(status);
      const complete = status.tasks.length >= inputs.tasksMax || inputs.waitFor !== "tasks";
      if (complete || inputs.state === "stopped" || confirmed === tasks) return status;
      confirmed = tasks;
    } else if (verdict.kind === "failed") {
      const { parts } = verdict;
      const wait = backOff(restarts.count, FIRST_RESTART_MS, LONGEST_RESTART_MS, clock);
      const decision = restarts.decide(parts, now);
      if (decision !== "restart" || now + wait > deadline) {
        throw new UnhealthyError([reason(op, parts, restarts.explain(decision))], status);
      }
      reportRestart(op, parts, restarts.count + 1);
      await clock.sleep(wait);
      await cluster.write(name, () => cluster.api.restart(name, FAILED_PARTS), deadline);
      restarts.restarted(parts, clock.now());
      await cluster.caughtUp(deadline);
      cluster.hurryStatuses();
    } else if (verdict.kind === "settling") {
      if (now >= deadline) {
        throw new UnhealthyError([timedOut(op, verdict)], status);
      }
      if (now - reportedAt >= STILL_WAITING_MS) {
        reportedAt = now;
        cluster.log.progress(`waiting for connector "${name}": ${verdict.reason}`);
      }
    }
  }
}

/**
 * One result of the shared poll. The connector exists, so this waits for an unreachable cluster.
 */
async function polledStatus(
  cluster: Cluster,
  name: string,
  deadline: number,
): Promise<ConnectorStatus | undefined> {
  try {
    return await cluster.polledStatus(name);
  } catch (error) {
    if (!isConnectError(error, ...PASSING) || cluster.clock.now() >= deadline) throw error;
    return undefined;
  }
}

/** Logs the cause once, and later restarts only as progress. */
function reportRestart(
  { cluster: { log }, inputs: { name, restartPolicy }, redactor }: Waiting,
  parts: readonly FailedPart[],
  restart: number,
): void {
  const text = `restart ${restart} of at most ${restartPolicy.maxRetry}`;
  if (restart === 1) log.info(`connector "${name}": ${describe(parts[0], redactor)}; ${text}`);
  else log.progress(`connector "${name}" has failed again; ${text}`);
}

function reason(
  { cluster, inputs: { name }, redactor }: Waiting,
  parts: readonly FailedPart[],
  after: string,
): string {
  const shown = parts.slice(0, PARTS_SHOWN);
  const more = parts.length - shown.length;
  return [
    ...shown.map(
      (part) => `connector "${name}" on ${cluster.id}: ${describe(part, redactor)}${after}`,
    ),
    ...(more === 0 ? [] : [`and ${more} more of its tasks`]),
    "It is kept in the state: correct the program and run `pulumi up` again. " +
      "The trace is in the outputs `trace` and `tasks`; `pulumi-kafka-connect status " +
      `${name} --traces\` shows all of it.`,
  ].join("\n");
}

function describe(part: FailedPart | undefined, redactor: Redactor): string {
  if (part === undefined) return "FAILED";
  const cause = rootCause(redactor.trace(part.trace));
  return `${part.part} FAILED on worker ${part.workerId}: ${cause}`;
}

function timedOut({ cluster, inputs }: Waiting, { reason, lacks }: Settling): string {
  const hint =
    lacks === "tasks"
      ? 'If this connector never has tasks, set waitFor: "connector". Otherwise, see the worker\'s log.'
      : "To wait longer, set the resource option customTimeouts.";
  return `connector "${inputs.name}" on ${cluster.id} did not reach state ${inputs.state} in time: ${reason}. ${hint}`;
}
