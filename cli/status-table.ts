/** Formats reports as lines of text for people. */
import { type Reason, WITHHELD } from "../provider/connect/redact";
import type { ConnectorReport, Health, TaskReport } from "./status-model";
import { type Cell, printable, type Row, table } from "./table";
import type { Colours } from "./terminal";

export interface Look {
  readonly colours: Colours;
  readonly width: number | undefined;
}

/** One line for each connector. */
export function connectorLines(reports: readonly ConnectorReport[], look: Look): string[] {
  const { colours } = look;
  const withStack = reports.some(({ stack }) => stack !== undefined);
  const withReason = reports.some((report) => reasonOf(report) !== "");
  const head = ["NAME", "TYPE", "STATE", "TASKS", "WORKER"];
  const rows = reports.map((report): Row => [
    report.name,
    report.type === "unknown" ? "-" : report.type,
    { text: report.state, paint: paintOf(report.state, colours) },
    tasksCell(report, colours),
    report.workerId === "" ? "-" : report.workerId,
    ...(withStack ? [declaredCell(report, colours)] : []),
    ...(withReason ? [{ text: reasonOf(report), paint: colours.bad }] : []),
  ]);
  return table(
    [...head, ...(withStack ? ["DECLARED"] : []), ...(withReason ? ["REASON"] : [])],
    rows,
    { width: look.width, paintHead: colours.faint },
  );
}

/** One line for each task of a connector. */
export function taskLines(tasks: readonly TaskReport[], { colours, width }: Look): string[] {
  const withReason = tasks.some(({ reason }) => reason !== undefined);
  const rows = tasks.map(({ id, state, workerId, reason }): Row => [
    String(id),
    { text: state, paint: paintOf(state, colours) },
    workerId,
    ...(withReason ? [{ text: short(reason ?? ""), paint: colours.bad }] : []),
  ]);
  const head = ["TASK", "STATE", "WORKER", ...(withReason ? ["REASON"] : [])];
  return table(head, rows, { width, paintHead: colours.faint });
}

/** The full traces, one after the other. */
export function traceLines(reports: readonly ConnectorReport[], { colours }: Look): string[] {
  return reports.flatMap(({ name, workerId, trace, tasks }) =>
    [{ part: "", workerId, trace }, ...tasks.map((task) => ({ part: ` task ${task.id}`, ...task }))]
      .filter((part) => part.trace !== undefined)
      .flatMap((part) => [
        "",
        colours.bold(`${name}${part.part} on ${part.workerId}`),
        ...(part.trace ?? "").trimEnd().split("\n").map(tracePart),
      ]),
  );
}

/** Frames stay indented. */
function tracePart(line: string): string {
  return printable(line.replace(/\t/g, "    "));
}

function paintOf(state: string, { bad, odd, good }: Colours) {
  if (state === "running") return good;
  return state === "failed" || state === "missing" ? bad : odd;
}

/** Running and total tasks. */
function tasksCell({ tasks }: ConnectorReport, { bad, odd }: Colours): Cell {
  if (tasks.length === 0) return { text: "-" };
  const running = tasks.filter(({ state }) => state === "running").length;
  const text = `${running}/${tasks.length}`;
  if (tasks.some(({ state }) => state === "failed")) return { text, paint: bad };
  return running === tasks.length ? { text } : { text, paint: odd };
}

function declaredCell({ stack, health }: ConnectorReport, { odd, faint }: Colours): Cell {
  if (stack === null || stack === undefined) return { text: "not in stack", paint: faint };
  const different: readonly Health[] = ["changed", "missing"];
  return different.includes(health) ? { text: stack.state, paint: odd } : { text: stack.state };
}

/** The reason of the connector, or otherwise of its first failed task. */
function reasonOf({ reason, tasks }: ConnectorReport): string {
  if (reason !== undefined) return short(reason);
  const failed = tasks.filter((task) => task.reason !== undefined);
  const [first] = failed;
  if (first?.reason === undefined) return "";
  const more = failed.length === 1 ? "" : ` (and ${failed.length - 1} more)`;
  return `task ${first.id}${more}: ${short(first.reason)}`;
}

/** Without the exception's package and the long explanation, which the JSON contains. */
function short(reason: string): string {
  return (Object.keys(SHORT) as Reason[]).reduce(
    (text, why) => text.replace(WITHHELD[why], () => SHORT[why]),
    reason.replace(/^(?:[a-z_$][\w$]*\.)+(?=[A-Z])/, ""),
  );
}

const SHORT: Readonly<Record<Reason, string>> = {
  unknown: "[withheld: its config is not known]",
  undefinedKeys: "[withheld: its passwords are not known]",
  masked: "[withheld: its config is masked]",
  references: "[withheld: its config has references]",
};
