import type { Clock } from "./clock";

/** Many connectors may report the same about their cluster. */
const SAME_NEWS_MS = 15_000;

/** Finds out which texts are new, that is, were not logged a moment ago. */
export class News {
  readonly #saidAt = new Map<string, number>();
  readonly #clock: Pick<Clock, "now">;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Whether to log this text now. A text that is new counts as logged from then on. */
  isNew(text: string): boolean {
    const now = this.#clock.now();
    const saidAt = this.#saidAt.get(text);
    if (saidAt !== undefined && now - saidAt < SAME_NEWS_MS) return false;
    this.#saidAt.set(text, now);
    return true;
  }
}
