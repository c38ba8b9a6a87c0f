import type { Clock } from "./clock";

const GROWTH = 1.3;
/** The poll may take up at most a third of one thread of the worker. */
const REST_PER_WORK = 2;
/** An answer that took minutes was lost on its way rather than worked on. */
const LONGEST_REST_MS = 10_000;

/**
 * A read that is repeated while callers wait: one poll for all of them, at intervals that grow and
 * become short again when another caller begins to wait.
 */
export class SharedPoll<T> {
  #next: Promise<T> | undefined;
  #step: number;
  #lastTook = 0;
  readonly #read: () => Promise<T>;
  readonly #clock: Clock;
  readonly #steps: { readonly firstMs: number; readonly longestMs: number };

  constructor(
    read: () => Promise<T>,
    clock: Clock,
    steps: { readonly firstMs: number; readonly longestMs: number },
  ) {
    this.#read = read;
    this.#clock = clock;
    this.#steps = steps;
    this.#step = steps.firstMs;
  }

  /** A caller begins to wait or expects a change: poll more often. */
  hurry(): void {
    this.#step = this.#steps.firstMs;
  }

  /** The next poll, which begins after this call. */
  next(): Promise<T> {
    this.#next ??= this.#look();
    return this.#next;
  }

  async #look(): Promise<T> {
    const rest = Math.min(this.#lastTook * REST_PER_WORK, LONGEST_REST_MS);
    await this.#clock.sleep(Math.max(this.#step, rest));
    this.#step = Math.min(this.#steps.longestMs, this.#step * GROWTH);
    this.#next = undefined; // Whoever asks from here on could get an answer that is too old.
    const startedAt = this.#clock.now();
    try {
      return await this.#read();
    } finally {
      this.#lastTook = this.#clock.now() - startedAt;
    }
  }
}
