import { clusterId } from "../provider/endpoint/endpoint";
import { isConnectError } from "../provider/core/errors";
import { PASSING } from "../provider/connect/retry";
import { isFailing } from "../provider/connect/status";
import { CliError, EXIT, type ExitCode } from "./exit";
import { nameOf } from "./explain";
import { findConnector } from "./connector-name";
import { redactorsFor, type Redactors } from "./redactors";
import {
  type ConnectorReport,
  needsSomebody,
  reportsOf,
  type Seen,
  summaryOf,
} from "./status-model";
import { openSession, type Session, type SessionOptions } from "./session";
import { connectorLines, taskLines, traceLines } from "./status-table";
import type { Terminal } from "./terminal";
import { watch } from "./watch";

export interface StatusOptions extends SessionOptions {
  readonly watch?: true;
  readonly json?: true;
  readonly traces?: true;
}

export async function status(
  name: string | undefined,
  options: StatusOptions,
  terminal: Terminal,
  interruption: () => AbortSignal,
): Promise<ExitCode> {
  const session = await openSession(options);
  const reports = new Reports(session, name, options.traces === true);
  const lines = (all: readonly ConnectorReport[]) => {
    if (options.json === true) return [jsonOf(session, all, options.watch === true)];
    const text = textOf(all, name, options.traces === true, terminal);
    if (name !== undefined) return text;
    // With --watch, the screen shows the first lines; otherwise, a terminal shows the last ones.
    if (options.watch === true) return [summaryOf(all), ...(all.length === 0 ? [] : [""]), ...text];
    return [...text, ...(all.length === 0 ? [] : [""]), summaryOf(all)];
  };
  const first = await reports.look();
  if (options.watch !== true) {
    terminal.write(`${lines(first).join("\n")}\n`);
    return first.some(needsSomebody) ? EXIT.failed : EXIT.ok;
  }
  const titled = terminal.isTerminal && options.json !== true;
  let next: readonly ConnectorReport[] | undefined = first;
  const frame = async () => {
    const shown = await (next === undefined ? reports.look() : Promise.resolve(next)).then(
      lines,
      (error: unknown) => away(error, session, options.json === true, terminal),
    );
    next = undefined;
    return titled ? [titleOf(session, terminal), ...shown] : shown;
  };
  await watch(frame, terminal, interruption());
  return EXIT.ok;
}

/** Polls the cluster, and reads configs only if there is a new failure. */
class Reports {
  readonly #session: Session;
  readonly #name: string | undefined;
  readonly #traces: boolean;
  #redactors: Redactors | undefined;
  #failures = "";

  constructor(session: Session, name: string | undefined, traces: boolean) {
    this.#session = session;
    this.#name = name;
    this.#traces = traces;
  }

  look(): Promise<ConnectorReport[]> {
    return this.#session.attempt("status", async () => {
      const seen = await this.#seen();
      const failing = [...seen.statuses.values()].filter(isFailing);
      const failures = JSON.stringify(failing);
      if (this.#redactors === undefined || failures !== this.#failures) {
        const { api, target } = this.#session;
        const names = failing.map((one) => one.name);
        this.#redactors = await redactorsFor(names, api, target.declared);
        this.#failures = failures;
      }
      return reportsOf(seen, this.#redactors, this.#traces);
    });
  }

  async #seen(): Promise<Seen> {
    const { api, target } = this.#session;
    if (this.#name !== undefined) {
      const found = await findConnector(this.#name, target, api);
      const known = found.declared === undefined ? [] : [found.declared];
      return {
        statuses: new Map(found.status === undefined ? [] : [[found.name, found.status]]),
        quiet: found.status === undefined ? [found.name] : [],
        declared: target.declared === undefined ? undefined : known,
      };
    }
    const statuses = await api.statuses();
    const absent = (target.declared ?? []).some(({ name }) => !statuses.has(name));
    // A connector without a status exists, although the list does not contain it.
    const names = absent ? await api.names() : [];
    return {
      statuses,
      quiet: names.filter((name) => !statuses.has(name)),
      declared: target.declared,
    };
  }
}

function jsonOf(session: Session, connectors: readonly ConnectorReport[], oneLine: boolean) {
  const document = { cluster: clusterOf(session), connectors };
  return JSON.stringify(document, null, oneLine ? undefined : 2);
}

function clusterOf({ target: { endpoint } }: Session) {
  return { id: clusterId(endpoint), url: endpoint.url };
}

function textOf(
  reports: readonly ConnectorReport[],
  name: string | undefined,
  traces: boolean,
  { colours, size }: Terminal,
): string[] {
  const look = { colours, width: size().columns };
  const [only] = reports;
  const tasks = name === undefined || only === undefined ? [] : only.tasks;
  return [
    ...(reports.length === 0 ? [] : connectorLines(reports, look)),
    ...(tasks.length === 0 ? [] : ["", ...taskLines(tasks, look)]),
    ...(traces ? traceLines(reports, look) : []),
  ];
}

function titleOf({ target }: Session, { colours }: Terminal): string {
  const time = new Date().toLocaleTimeString("en-GB");
  return `${colours.bold(nameOf(target.endpoint))} ${colours.faint(`at ${time}, Ctrl-C ends`)}`;
}

/** With --watch, reports an unreachable cluster and continues. */
function away(error: unknown, session: Session, json: boolean, { colours }: Terminal): string[] {
  const passes = error instanceof CliError && isConnectError(error.cause, ...PASSING);
  if (!passes) throw error;
  return json
    ? [JSON.stringify({ cluster: clusterOf(session), error: error.message })]
    : [colours.bad(error.message)];
}
