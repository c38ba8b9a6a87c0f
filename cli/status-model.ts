/** The output of `status`, for a table and as JSON. */
import type { ConnectorStatus } from "../provider/connect/wire";
import {
  isFailing,
  type ObservedState,
  type TargetState,
  statusOutputs,
  targetShown,
} from "../provider/connect/status";
import { rootCause } from "../provider/connect/trace";
import type { Redactors } from "./redactors";
import type { DeclaredConnector } from "./stack-state";

/** In the order of the list. */
export const HEALTHS = [
  /** The connector or one of its tasks has failed. */
  "failed",
  /** In the stack, but not on the cluster. */
  "missing",
  /** Its state differs from the state that the stack declares. */
  "changed",
  /** A part of it is temporarily unassigned or restarting. */
  "rebalancing",
  "ok",
] as const;

export type Health = (typeof HEALTHS)[number];

export interface TaskReport {
  readonly id: number;
  readonly state: ObservedState;
  readonly workerId: string;
  /** The root cause of a failure. */
  readonly reason?: string;
  readonly trace?: string;
}

/** Documented in docs/cli.md: you may add keys, but not change any. */
export interface ConnectorReport {
  readonly name: string;
  readonly type: string;
  readonly state: ObservedState | "missing";
  readonly health: Health;
  readonly workerId: string;
  readonly tasks: readonly TaskReport[];
  readonly reason?: string;
  readonly trace?: string;
  /** Only with --stack; null for a connector that is not in the stack. */
  readonly stack?: { readonly resource: string; readonly state: TargetState } | null;
}

export interface Seen {
  readonly statuses: ReadonlyMap<string, ConnectorStatus>;
  /** Exists, but has no status yet. */
  readonly quiet: readonly string[];
  readonly declared: readonly DeclaredConnector[] | undefined;
}

const inOrder = new Intl.Collator("en", { numeric: true });

/** All connectors of the cluster and of the stack, the ones that need attention first. */
export function reportsOf(seen: Seen, redactors: Redactors, traces: boolean): ConnectorReport[] {
  const { statuses, quiet, declared } = seen;
  const names = new Set([
    ...statuses.keys(),
    ...quiet,
    ...(declared ?? []).map(({ name }) => name),
  ]);
  const reports = [...names].map((name) => {
    const inStack = declared?.find((connector) => connector.name === name);
    const status = statuses.get(name);
    const isThere = status !== undefined || quiet.includes(name);
    const {
      type,
      state,
      failedTasks: _,
      ...outputs
    } = withReasons(statusOutputs(status, redactors(name)), traces);
    const stack =
      inStack === undefined ? null : { resource: inStack.resource, state: inStack.state };
    return {
      name,
      type,
      state: isThere ? state : "missing",
      health: isThere ? healthOf(status, inStack) : ("missing" as const),
      ...outputs,
      ...(declared === undefined ? {} : { stack }),
    };
  });
  return reports.sort(
    (a, b) =>
      HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health) || inOrder.compare(a.name, b.name),
  );
}

function healthOf(
  status: ConnectorStatus | undefined,
  declared: DeclaredConnector | undefined,
): Health {
  if (status === undefined) return "rebalancing";
  if (isFailing(status)) return "failed";
  const target = targetShown(status);
  if (declared !== undefined && target !== undefined && target !== declared.state) return "changed";
  const parts = [status.connector, ...status.tasks];
  return parts.every(({ state }) => state === status.connector.state) && target !== undefined
    ? "ok"
    : "rebalancing";
}

type Outputs = ReturnType<typeof statusOutputs>;

function withReasons({ tasks, trace, ...rest }: Outputs, traces: boolean) {
  const redacted = (text: string | undefined) =>
    text === undefined ? {} : { reason: rootCause(text), ...(traces ? { trace: text } : {}) };
  return {
    ...rest,
    tasks: tasks.map(({ trace: ofTask, ...task }) => ({ ...task, ...redacted(ofTask) })),
    ...redacted(trace),
  };
}

/** `203 connectors: 1 failed, 202 running; 1 of 405 tasks failed`. */
export function summaryOf(reports: readonly ConnectorReport[]): string {
  if (reports.length === 0) return "no connectors";
  const counts = new Map<string, number>();
  for (const { state } of reports) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([state, n]) => `${n} ${state}`);
  const tasks = reports.flatMap((report) => report.tasks);
  const failed = tasks.filter(({ state }) => state === "failed").length;
  const changed = reports.filter(({ health }) => health === "changed").length;
  const foreign = reports.filter(({ stack }) => stack === null).length;
  return [
    `${counted(reports.length, "connector")}: ${states.join(", ")}`,
    failed === 0
      ? counted(tasks.length, "task")
      : `${failed} of ${counted(tasks.length, "task")} failed`,
    ...(changed === 0 ? [] : [`${changed} not as declared`]),
    ...(foreign === 0 ? [] : [`${foreign} not in the stack`]),
  ].join("; ");
}

function counted(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

export function needsSomebody({ health }: ConnectorReport): boolean {
  return health === "failed" || health === "missing" || health === "changed";
}
