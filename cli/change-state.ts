import type { Found } from "./connector-name";
import { findConnector } from "./connector-name";
import type { Cluster } from "../provider/connect/session";
import { ALL_PARTS, FAILED_PARTS } from "../provider/connect/wire";
import { isFailing, type TargetState, targetShown } from "../provider/connect/status";
import { CliError, EXIT, type ExitCode } from "./exit";
import { openSession, type Session, type SessionOptions } from "./session";
import { clusterIn, reach } from "./endpoint-options";
import type { Terminal } from "./terminal";

export interface ChangeOptions extends SessionOptions {
  /** False with --no-wait. */
  readonly wait: boolean;
}

export interface RestartOptions extends ChangeOptions {
  readonly task?: number;
  readonly onlyFailed?: true;
}

export type Change = "pause" | "resume" | "stop";

const RESULTS: Readonly<Record<Change, TargetState>> = {
  pause: "paused",
  resume: "running",
  stop: "stopped",
};

/** Pauses, resumes or stops a connector, and waits for the new state. */
export async function changeState(
  change: Change,
  wanted: string,
  options: ChangeOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const session = await openSession(options);
  const doing = `${change} "${wanted}"`;
  const found = await session.attempt(doing, () =>
    findConnector(wanted, session.target, session.api),
  );
  const { name } = found;
  const state = RESULTS[change];
  terminal.write(`connector "${name}" will be ${state}\n`);
  noteStack(found, state, terminal);
  return session.attempt(doing, () =>
    write(session, found, state, options, terminal, ({ api }) => api[change](name)),
  );
}

export async function restart(
  wanted: string,
  options: RestartOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const session = await openSession(options);
  const doing = `restart "${wanted}"`;
  const found = await session.attempt(doing, () =>
    findConnector(wanted, session.target, session.api),
  );
  const { name, status } = found;
  const { task, onlyFailed = false } = options;
  const ids = (status?.tasks ?? []).map(({ id }) => id);
  if (task !== undefined && !ids.includes(task)) {
    const has = ids.length === 0 ? "none" : ids.join(", ");
    throw new CliError(EXIT.notFound, `connector "${name}" has no task ${task}: it has ${has}`);
  }
  if (onlyFailed && !hasFailed(found, task)) {
    const what =
      task === undefined ? `nothing of connector "${name}"` : `task ${task} of connector "${name}"`;
    terminal.write(`${what} has ${task === undefined ? "" : "not "}failed: nothing to do\n`);
    return EXIT.ok;
  }
  terminal.write(`restarting ${partsOf(found, options)}\n`);
  // A paused connector is paused again after a restart.
  const state = targetShown(status) ?? "running";
  return session.attempt(doing, () =>
    write(session, found, state, options, terminal, ({ api }) =>
      task === undefined
        ? api.restart(name, onlyFailed ? FAILED_PARTS : ALL_PARTS)
        : api.restartTask(name, task),
    ),
  );
}

async function write(
  session: Session,
  found: Found,
  state: TargetState,
  { wait }: ChangeOptions,
  terminal: Terminal,
  call: (cluster: Cluster) => Promise<unknown>,
): Promise<ExitCode> {
  const cluster = await clusterIn(session);
  await cluster.write(found.name, () => call(cluster), session.deadline);
  if (!wait) return EXIT.ok;
  terminal.write(`${await reach(session, cluster, found, state)}\n`);
  return EXIT.ok;
}

function hasFailed({ status }: Found, task: number | undefined): boolean {
  if (status === undefined) return false;
  if (task === undefined) return isFailing(status);
  return status.tasks.some(({ id, state }) => id === task && state === "FAILED");
}

/** Describes what will be restarted. */
function partsOf({ name, status }: Found, { task, onlyFailed }: RestartOptions): string {
  const tasks = status?.tasks ?? [];
  if (task !== undefined) return `task ${task} of connector "${name}"`;
  if (onlyFailed !== true) {
    const counted = tasks.length === 1 ? "its task" : `its ${tasks.length} tasks`;
    return `connector "${name}"${tasks.length === 0 ? "" : ` and ${counted}`}`;
  }
  const failed = tasks.filter(({ state }) => state === "FAILED").map(({ id }) => id);
  const some = `task${failed.length === 1 ? "" : "s"} ${failed.join(", ")}`;
  if (status?.connector.state !== "FAILED") return `${some} of connector "${name}"`;
  return `connector "${name}"${failed.length === 0 ? "" : ` and its ${some}`}`;
}

function noteStack({ declared }: Found, state: TargetState, terminal: Terminal): void {
  if (declared === undefined || declared.state === state) return;
  terminal.write(`the stack declares it ${declared.state}: \`pulumi up --refresh\` restores it\n`);
}
