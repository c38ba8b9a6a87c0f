import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** The full path of an executable on PATH, or undefined. */
export function findProgram(name: string, searchPath = process.env["PATH"]): string | undefined {
  for (const folder of (searchPath ?? "").split(path.delimiter)) {
    if (folder === "") continue;
    const file = path.join(folder, name);
    if (isExecutable(file)) return file;
  }
  return undefined;
}

export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

export function requireProgram(name: string, why: string, howToInstall: string): string {
  const found = findProgram(name);
  if (found !== undefined) return found;
  throw new Error(`"${name}" was not found on PATH. ${why} To install it: ${howToInstall}`);
}

/** The output of a quick command (both streams), or undefined if it fails. */
export function outputOf(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const result = spawnSync(command, args, { encoding: "utf8", timeout: 20_000, env });
  return result.status === 0 ? `${result.stdout}${result.stderr}` : undefined;
}

export interface RunOptions {
  /** Names the command in errors. */
  readonly what: string;
  readonly logFile: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/**
 * Runs a command to its end, with its output in a log file. It leads its own process group, so that
 * a time limit or our own end also stops its children.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<void> {
  fs.mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = fs.openSync(options.logFile, "w");
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  fs.closeSync(log);
  const stop = () => killGroup(child);
  process.once("exit", stop);
  let timedOut = false as boolean;
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, options.timeoutMs);
  try {
    const outcome = await new Promise<string | undefined>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) =>
        resolve(code === 0 ? undefined : signal ? `ended by ${signal}` : `exit code ${code}`),
      );
    });
    if (timedOut) {
      throw new Error(`${options.what} did not end within ${(options.timeoutMs ?? 0) / 1000} s`);
    }
    if (outcome !== undefined) {
      throw new Error(
        `${options.what} failed (${outcome}); the end of ${options.logFile}:\n` +
          lastLines(options.logFile),
      );
    }
  } finally {
    clearTimeout(timer);
    process.off("exit", stop);
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is already gone.
  }
}

export function lastLines(file: string, count = 25): string {
  try {
    return fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "(no log)";
  }
}
