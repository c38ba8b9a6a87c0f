import * as path from "node:path";
import { brokerName } from "./broker";
import type { Instance } from "./paths";
import { loopback, portAnswers } from "./port";
import { detachedProcess, knownProcesses, runningPid } from "./process";
import { asks } from "./probe";
import { findPulumi } from "./pulumi-cli";
import { startedPort } from "./service";
import { textTable } from "./text-table";
import { defaultWorkerName, healthProbe } from "./worker";

export type State = "up" | "silent" | "down";

export interface StatusRow {
  readonly what: string;
  /** silent: the process runs, but does not answer (yet). */
  readonly state: State;
  readonly pid: string;
  readonly address: string;
  readonly log: string;
}

export async function status(instance: Instance): Promise<StatusRow[]> {
  const always = [brokerName, defaultWorkerName];
  const others = knownProcesses(instance.runFolder).filter((name) => !always.includes(name));
  const rows = await Promise.all([...always, ...others].map((name) => processRow(instance, name)));
  return [...rows, pulumiRow()];
}

async function processRow(instance: Instance, name: string): Promise<StatusRow> {
  const wanted = detachedProcess(instance.runFolder, name);
  const pid = runningPid(wanted);
  const port = startedPort(instance, name);
  return {
    what: name,
    state: pid === undefined || port === undefined ? "down" : await answer(name, port),
    pid: pid === undefined ? "-" : String(pid),
    address: port === undefined ? "-" : `${loopback}:${port}`,
    log: path.relative(process.cwd(), wanted.logFile),
  };
}

async function answer(name: string, port: number): Promise<State> {
  // Others may use TLS or require a password, so for them an open port is enough.
  const ask = name === defaultWorkerName ? asks(healthProbe(port)) : () => portAnswers(port);
  return (await ask()) ? "up" : "silent";
}

function pulumiRow(): StatusRow {
  const cli = findPulumi();
  return {
    what: "pulumi",
    state: cli === undefined ? "down" : "up",
    pid: "-",
    address: cli === undefined ? "-" : cli.executable,
    log: "-",
  };
}

export function statusTable(rows: readonly StatusRow[]): string {
  return textTable(
    ["WHAT", "STATE", "PID", "ADDRESS", "LOG"],
    rows.map(({ what, state, pid, address, log }) => [what, state, pid, address, log]),
  );
}
