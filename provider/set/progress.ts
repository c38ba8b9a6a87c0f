import { closeSync, openSync } from "node:fs";
import type { Log } from "../core/log";

/** The interval between lines. A terminal overwrites the line, but a log keeps each one. */
const IN_TERMINAL_MS = 1_000;
const ELSEWHERE_MS = 10_000;

/** The progress of a set: `created 340 of 1000, 12 waiting, 2 failed`. */
export class Progress {
  readonly #verb: string;
  readonly #total: number;
  readonly #waiting = new Set<string>();
  #done = 0;
  #failed = 0;

  constructor(verb: string, total: number) {
    this.#verb = verb;
    this.#total = total;
  }

  waits(name: string): void {
    this.#waiting.add(name);
  }

  ends(name: string, failed: boolean): void {
    this.#waiting.delete(name);
    if (failed) this.#failed++;
    else this.#done++;
  }

  get text(): string {
    const waiting = this.#waiting.size;
    return [
      `${this.#verb} ${this.#done} of ${this.#total}`,
      ...(waiting === 0 ? [] : [`${waiting} waiting`]),
      ...(this.#failed === 0 ? [] : [`${this.#failed} failed`]),
    ].join(", ");
  }

  /** Shows it until the returned function is called. */
  show(log: Pick<Log, "progress">, inTerminal = isWatched()): () => void {
    const stepMs = inTerminal ? IN_TERMINAL_MS : ELSEWHERE_MS;
    const timer = setInterval(() => log.progress(this.text), stepMs);
    timer.unref();
    return () => clearInterval(timer);
  }
}

function isWatched(): boolean {
  return process.env.CI === undefined && hasTerminal();
}

/** Whether the engine has a terminal. The output of this process always goes to the engine. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
