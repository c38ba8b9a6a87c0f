import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "./lock";
import type { Instance } from "./paths";
import { requireFreePort } from "./port";
import { detachedProcess, launch, runningPid, stopProcess } from "./process";
import { lastLines } from "./program";
import { waitUntil } from "./wait";

/** A server of the sandbox: a detached process, its ports, its config files, its health. */
export interface Service {
  readonly name: string;
  readonly ports: readonly number[];
  readonly command: () => string;
  readonly args: readonly string[];
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly healthy: () => Promise<boolean>;
  readonly deadlineMs: number;
  /** Runs before an actual start, after the files were written. */
  readonly prepare?: () => Promise<void>;
}

/**
 * Makes the service run and answer, and returns its pid. A running service is kept if it was
 * started with the same files and arguments, and otherwise replaced.
 */
export async function ensureRunning(instance: Instance, service: Service): Promise<number> {
  const wanted = detachedProcess(instance.runFolder, service.name);
  const lock = { what: `starting ${service.name}`, deadlineMs: service.deadlineMs };
  const pid = await withLock(`${wanted.pidFile}.lock`, lock, async () => {
    const running = runningPid(wanted);
    const files = withArguments(instance, service);
    if (running !== undefined && isWritten(files)) {
      fs.writeFileSync(wanted.pidFile, `${running}\n`);
      return running;
    }
    await stopProcess(wanted);
    for (const port of service.ports) await requireFreePort(port);
    write(files);
    await service.prepare?.();
    return launch(wanted, service.command(), service.args);
  });
  try {
    await waitUntil(service.healthy, {
      what: `${service.name} to answer`,
      deadlineMs: service.deadlineMs,
      giveUp: () => {
        if (runningPid(wanted) === undefined) {
          throw new Error(`${service.name} ended while starting`);
        }
      },
    });
  } catch (error) {
    throw new Error(
      `${(error as Error).message}; the end of ${wanted.logFile}:\n${lastLines(wanted.logFile)}`,
    );
  }
  return pid;
}

export function configFile(instance: Instance, name: string): string {
  return path.join(instance.runFolder, "config", name);
}

/** The arguments are recorded too, because a change of them also needs a restart. */
function withArguments(instance: Instance, service: Service): Record<string, string> {
  return {
    ...service.files,
    [configFile(instance, `${service.name}.args`)]: `${service.args.join("\n")}\n`,
    [configFile(instance, `${service.name}.ports`)]: `${service.ports.join("\n")}\n`,
  };
}

/** The first port that a service was last started with. */
export function startedPort(instance: Instance, name: string): number | undefined {
  try {
    const text = fs.readFileSync(configFile(instance, `${name}.ports`), "utf8");
    return Number(text.split("\n")[0]);
  } catch {
    return undefined;
  }
}

function isWritten(files: Record<string, string>): boolean {
  return Object.entries(files).every(([file, text]) => {
    try {
      return fs.readFileSync(file, "utf8") === text;
    } catch {
      return false;
    }
  });
}

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Some contain passwords.
    fs.writeFileSync(file, text, { mode: 0o600 });
  }
}
