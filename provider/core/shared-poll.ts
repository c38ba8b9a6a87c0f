import type { Clock } from "./clock";

const GROWTH = 1.3;
/** The poll may use at most a third of one thread of the worker. */
const REST_PER_WORK = 2;
/** How long a poll rests at most while work is queued that its callers have to wait for anyway. */
const LONGEST_BUSY_REST_MS = 5_000;
/** An answer that took minutes was probably lost on the way, not slow to compute. */
const LONGEST_REST_MS = 10_000;

interface Steps {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Whether work is queued that the poll would slow down; by default, there is none. */
  readonly isBusy?: () => boolean;
}

/**
 * Repeats a read while callers wait. All of them share one poll, whose intervals grow, and become
 * short again when another caller begins to wait.
 */
export class SharedPoll<T> {
  #next: Promise<T> | undefined;
  #step: number;
  #lastTook = 0;
  readonly #read: () => Promise<T>;
  readonly #clock: Clock;
  readonly #steps: Steps;

  constructor(read: () => Promise<T>, clock: Clock, steps: Steps) {
    this.#read = read;
    this.#clock = clock;
    this.#steps = steps;
    this.#step = steps.firstMs;
  }

  /** Polls more often, because a caller begins to wait or expects a change. */
  hurry(): void {
    this.#step = this.#steps.firstMs;
  }

  /** The result of the next poll that begins after this call. */
  next(): Promise<T> {
    this.#next ??= this.#poll();
    return this.#next;
  }

  async #poll(): Promise<T> {
    await this.#rest();
    this.#step = Math.min(this.#steps.longestMs, this.#step * GROWTH);
    this.#next = undefined; // For later callers, this answer could be too old.
    const startedAt = this.#clock.now();
    try {
      return await this.#read();
    } finally {
      this.#lastTook = this.#clock.now() - startedAt;
    }
  }
  async #rest(): Promise<void> {
    const { isBusy = () => false } = this.#steps;
    const begunAt = this.#clock.now();
    do {
      const rest = Math.min(this.#lastTook * REST_PER_WORK, LONGEST_REST_MS);
      await this.#clock.sleep(Math.max(this.#step, rest));
    } while (isBusy() && this.#clock.now() - begunAt < LONGEST_BUSY_REST_MS);
  }
}
