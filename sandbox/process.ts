import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { waitUntil } from "./wait";

/**
 * A process that outlives the command that started it. Its identity is its first argument, a text
 * that no other process has. A pid alone is not enough, because the system reuses pids.
 */
export interface DetachedProcess {
  readonly name: string;
  readonly identity: string;
  /**
   * Whether the identity replaces the program's name, for programs that refuse unknown arguments.
   */
  readonly renamed?: true;
  readonly pidFile: string;
  readonly logFile: string;
}

export function detachedProcess(runFolder: string, name: string): DetachedProcess {
  return {
    name,
    identity: `${identityPrefix(runFolder)}${name}`,
    pidFile: path.join(runFolder, "pids", `${name}.pid`),
    logFile: path.join(runFolder, "logs", `${name}.log`),
  };
}

/** For a program that refuses unknown arguments; a JVM accepts the identity as a property. */
export function renamedProcess(runFolder: string, name: string): DetachedProcess {
  const identity = path.join(runFolder, name);
  return { ...detachedProcess(runFolder, name), identity, renamed: true };
}

/** The names of all processes of a run folder that have a pid file or still run. */
export function knownProcesses(runFolder: string): string[] {
  const names = new Set<string>();
  try {
    for (const entry of fs.readdirSync(path.join(runFolder, "pids"))) {
      if (entry.endsWith(".pid")) names.add(entry.slice(0, -".pid".length));
    }
  } catch {
    // Nothing was started here yet.
  }
  const prefix = identityPrefix(runFolder);
  for (const { line } of everyProcess()) {
    const identity = identityIn(line, prefix);
    if (identity !== undefined) names.add(identity.slice(prefix.length));
  }
  return [...names].sort();
}

/**
 * The pid of the process if it runs. The pid file is only a hint: it is ignored if the pid has
 * another identity, and a process whose pid file is lost is still found.
 */
export function runningPid(wanted: DetachedProcess): number | undefined {
  const noted = notedPid(wanted);
  if (noted !== undefined && hasIdentity(noted, wanted.identity)) return noted;
  return everyProcess().find(({ line }) => identityIn(line, wanted.identity) === wanted.identity)
    ?.pid;
}

export function hasIdentity(pid: number, identity: string): boolean {
  return identityIn(commandLine(pid), identity) === identity;
}

export function launch(
  wanted: DetachedProcess,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): number {
  fs.mkdirSync(path.dirname(wanted.pidFile), { recursive: true });
  fs.mkdirSync(path.dirname(wanted.logFile), { recursive: true });
  // Keeps the log of the previous run, which may contain the reason for this start.
  if (fs.existsSync(wanted.logFile)) {
    fs.renameSync(wanted.logFile, wanted.logFile.replace(/\.log$/, ".previous.log"));
  }
  const log = fs.openSync(wanted.logFile, "a");
  const child = spawn(command, wanted.renamed ? args : [wanted.identity, ...args], {
    detached: true,
    stdio: ["ignore", log, log],
    env,
    ...(wanted.renamed ? { argv0: wanted.identity } : {}),
  });
  fs.closeSync(log);
  child.on("error", () => undefined);
  if (child.pid === undefined) throw new Error(`${wanted.name}: ${command} could not be started`);
  fs.writeFileSync(wanted.pidFile, `${child.pid}\n`);
  child.unref();
  return child.pid;
}

/** Asks the process to end, kills it after the limit, and removes its pid file. */
export async function stopProcess(wanted: DetachedProcess, limitMs = 30_000): Promise<boolean> {
  const pid = runningPid(wanted);
  if (pid !== undefined) {
    const gone = () => !hasIdentity(pid, wanted.identity);
    signal(pid, "SIGTERM");
    try {
      await waitUntil(gone, { what: `the end of ${wanted.name}`, deadlineMs: limitMs });
    } catch {
      signal(pid, "SIGKILL");
      await waitUntil(gone, { what: `the end of ${wanted.name} (killed)`, deadlineMs: 10_000 });
    }
  }
  fs.rmSync(wanted.pidFile, { force: true });
  return pid !== undefined;
}

/**
 * The command line, with arguments separated by NUL on Linux and by spaces elsewhere; "" if there
 * is none.
 */
export function commandLine(pid: number): string {
  if (process.platform === "linux") {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      return "";
    }
  }
  const result = spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], {
    encoding: "utf8",
  });
  return result.status === 0 ? `${result.stdout.trim()} ` : "";
}

/** Linux only. */
export function childrenOf(pid: number): number[] {
  return fs
    .readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) =>
      fs.readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
    )
    .map(Number);
}

function everyProcess(): { pid: number; line: string }[] {
  if (process.platform === "linux") {
    return fs
      .readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .map((entry) => ({ pid: Number(entry), line: commandLine(Number(entry)) }));
  }
  const listing = spawnSync("ps", ["-A", "-ww", "-o", "pid=,command="], { encoding: "utf8" });
  return listing.stdout.split("\n").flatMap((row) => {
    const match = /^\s*(\d+)\s+(.*)$/.exec(row);
    return match ? [{ pid: Number(match[1]), line: `${match[2] ?? ""} ` }] : [];
  });
}

/**
 * The identity as the first argument, or in place of the program's name. It does not count anywhere
 * else, because a shell or an editor may have the same text on its command line.
 */
function identityIn(line: string, prefix: string): string | undefined {
  const separator = process.platform === "linux" ? "\0" : " ";
  const start = line.startsWith(prefix) ? 0 : line.indexOf(separator + prefix) + 1;
  if (start === 0 && !line.startsWith(prefix)) return undefined;
  if (start === 1 || /\0.| -/.test(line.slice(0, start))) return undefined;
  const end = line.indexOf(separator, start + prefix.length);
  return end < 0 ? undefined : line.slice(start, end);
}

function identityPrefix(runFolder: string): string {
  return `-Dsandbox.id=${runFolder}/`;
}

function notedPid(wanted: DetachedProcess): number | undefined {
  try {
    const pid = Number(fs.readFileSync(wanted.pidFile, "utf8").trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}
