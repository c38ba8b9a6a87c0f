import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

const LAST_WORDS_MS = 1_000;

export interface Started {
  /** Its exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
}

/** Processes that run TypeScript files of the tests. Each forms a group with everything that it starts. */
export class Children {
  readonly #running = new Set<ChildProcess>();

  /** Its output is printed here too, each line after `prefix`. */
  start(
    file: string,
    args: readonly string[],
    options: { readonly env: NodeJS.ProcessEnv; readonly prefix: string },
  ): Started {
    const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      // The leader of a group, so that Ctrl-C reaches it only through this process.
      detached: true,
    });
    this.#running.add(child);
    const printed = Promise.all([
      forward(child.stdout, process.stdout, options.prefix),
      forward(child.stderr, process.stderr, options.prefix),
    ]);
    const ended = new Promise<number | undefined>((resolve) => {
      child.once("error", () => resolve(undefined));
      child.once("exit", (code) => {
        this.#running.delete(child);
        // A process that the child has left running may keep the pipes open.
        void Promise.race([printed, pause(LAST_WORDS_MS)]).then(() => resolve(code ?? undefined));
      });
    });
    return { ended };
  }

  /** Asks all of them to end, kills them after a while, and waits. */
  async stop(graceMs = 10_000): Promise<void> {
    const running = [...this.#running];
    const gone = Promise.all(
      running.map((child) => new Promise((resolve) => child.once("exit", resolve))),
    );
    for (const child of running) signal(child, "SIGTERM");
    const insist = setTimeout(() => {
      for (const child of running) signal(child, "SIGKILL");
    }, graceMs);
    await gone;
    clearTimeout(insist);
  }
}

function forward(from: Readable, to: NodeJS.WriteStream, prefix: string): Promise<void> {
  const lines = createInterface({ input: from });
  lines.on("line", (line) => to.write(`${prefix}${line}\n`));
  return new Promise((resolve) => lines.once("close", resolve));
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended in the meantime.
  }
}
