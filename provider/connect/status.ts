/** Interprets a status of Connect, for waits and for the outputs. */
import type { ConnectorStatus, WireState } from "./wire";
import type { Redactor } from "./redact";
import { lengthOfEach, shortened } from "./trace";

/** The states that a program can declare for a connector. */
export type TargetState = "running" | "paused" | "stopped";
/** What a deployment waits for: the connector and its tasks, only the connector, or nothing. */
export type ConnectorWaitFor = "tasks" | "connector" | "none";

export interface FailedPart {
  /** `connector`, or `task 3`. */
  readonly part: string;
  readonly workerId: string;
  readonly trace: string;
}

export type Verdict =
  | { readonly kind: "reached" }
  /** `lacks` is something that the user may have to act on. */
  | { readonly kind: "settling"; readonly reason: string; readonly lacks?: "tasks" }
  | { readonly kind: "failed"; readonly parts: readonly FailedPart[] };

const WIRE_TARGET: Readonly<Record<TargetState, WireState>> = {
  running: "RUNNING",
  paused: "PAUSED",
  stopped: "STOPPED",
};

/** Whether a connector has reached its target state. */
export function assess(
  status: ConnectorStatus | undefined,
  wanted: { readonly state: TargetState; readonly waitFor: ConnectorWaitFor },
): Verdict {
  if (status === undefined) return settling("it has no status yet");
  // Stopping a failed connector ends its failure. Pausing it needs a restart, which does not run
  // it, so the policy decides about that too.
  const parts = failedParts(status).filter(
    ({ part }) =>
      wanted.state !== "stopped" && (wanted.waitFor === "tasks" || part === "connector"),
  );
  if (parts.length > 0) return { kind: "failed", parts };
  const target = WIRE_TARGET[wanted.state];
  if (status.connector.state !== target) {
    return settling(`the connector is ${status.connector.state}, not yet ${target}`);
  }
  if (wanted.waitFor !== "tasks") return { kind: "reached" };
  if (wanted.state === "stopped") {
    return status.tasks.length === 0
      ? { kind: "reached" }
      : settling(`it still has ${status.tasks.length} task(s)`);
  }
  if (wanted.state === "running" && status.tasks.length === 0) {
    return { kind: "settling", reason: "it has no tasks yet", lacks: "tasks" };
  }
  const late = status.tasks.filter((task) => task.state !== target);
  if (late.length === 0) return { kind: "reached" };
  return settling(
    `${late.map((task) => `task ${task.id} is ${task.state}`).join(", ")}, not yet ${target}`,
  );
}

function settling(reason: string): Verdict {
  return { kind: "settling", reason };
}

function failedParts(status: ConnectorStatus): FailedPart[] {
  const all = [
    { part: "connector", ...status.connector },
    ...status.tasks.map((task) => ({ part: `task ${task.id}`, ...task })),
  ];
  return all
    .filter(({ state }) => state === "FAILED")
    .map(({ part, worker_id, trace }) => ({ part, workerId: worker_id, trace: trace ?? "" }));
}

/** Whether the connector or one of its tasks has failed. */
export function isFailing(status: ConnectorStatus): boolean {
  return failedParts(status).length > 0;
}

/** Equal for two polls that found the same tasks. */
export function taskSignature({ tasks }: ConnectorStatus): string {
  return JSON.stringify(tasks.map((task) => [task.id, task.state, task.worker_id]));
}

/** The state that Kafka Connect reports of a connector or a task, in lower case. */
export type ObservedState =
  | TargetState
  | "failed"
  | "unassigned"
  | "restarting"
  /** Any other state that Connect reports, for example in a later version. */
  | (string & {});

/** A task at the time of the request. */
export interface TaskStatus {
  /** The number of the task, from 0. */
  readonly id: number;
  /** `running`, `paused`, `failed`, `unassigned` or `restarting`. */
  readonly state: ObservedState;
  /** The worker that runs it, as `host:port`. */
  readonly workerId: string;
  /**
   * The stack trace, only of a failed task. A trace of more than 16,000 characters is shortened in
   * the middle.
   */
  readonly trace?: string;
}

/** A connector's status at the time of the request. */
export interface StatusOutputs {
  /** `source` or `sink`. */
  readonly type: string;
  /** The connector's own state. Its tasks have their own states. */
  readonly state: ObservedState;
  /** All tasks. Empty while the connector is stopped. */
  readonly tasks: readonly TaskStatus[];
  /** The ids of the failed tasks. */
  readonly failedTasks: readonly number[];
  /** The worker that runs the connector (not its tasks), as `host:port`. */
  readonly workerId: string;
  /**
   * The connector's own stack trace, if it has failed. It is redacted like the output `trace` of a
   * `Connector`.
   */
  readonly trace?: string;
}

export function statusOutputs(
  status: ConnectorStatus | undefined,
  redactor: Redactor,
  type = "unknown",
): StatusOutputs {
  if (status === undefined) {
    return { type, state: "unassigned", tasks: [], failedTasks: [], workerId: "" };
  }
  const trace = (text: string | undefined) =>
    text === undefined ? {} : { trace: redactor.trace(text) };
  return {
    type: status.type === "unknown" ? type : status.type,
    state: status.connector.state.toLowerCase(),
    tasks: status.tasks.map((task) => ({
      id: task.id,
      state: task.state.toLowerCase(),
      workerId: task.worker_id,
      ...trace(task.trace),
    })),
    failedTasks: status.tasks.filter(({ state }) => state === "FAILED").map(({ id }) => id),
    workerId: status.connector.worker_id,
    ...trace(status.connector.trace),
  };
}

/**
 * For the state, which is written for each connector. Redact before you shorten: half a secret is
 * not found.
 */
export function withShortTraces(outputs: StatusOutputs): StatusOutputs {
  const failed = [outputs, ...outputs.tasks].filter(({ trace }) => trace !== undefined).length;
  const length = lengthOfEach(failed);
  const short = <T extends { readonly trace?: string }>(part: T): T =>
    part.trace === undefined ? part : { ...part, trace: shortened(part.trace, length) };
  return { ...short(outputs), tasks: outputs.tasks.map(short) };
}

/**
 * The target state of a connector, if its status shows it, that is, unless it has failed or is
 * rebalancing.
 */
export function targetShown(status: ConnectorStatus | undefined): TargetState | undefined {
  return (Object.keys(WIRE_TARGET) as TargetState[]).find(
    (state) => WIRE_TARGET[state] === status?.connector.state,
  );
}

/**
 * The `state` that describes the result of a refresh. A temporary state (a rebalance, a restart) is
 * not drift, so it counts as the declared one.
 */
export function driftedState(
  status: ConnectorStatus | undefined,
  declared: TargetState,
): TargetState | "failed" {
  if (status === undefined) return declared;
  if (isFailing(status)) return "failed";
  return targetShown(status) ?? declared;
}
