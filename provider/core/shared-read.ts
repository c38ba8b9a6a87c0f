import type { Clock } from "./clock";

/** One read for all who ask at about the same time, so that N connectors cost one call and not N. */
export class SharedRead<T> {
  #current: { readonly startedAt: number; readonly value: Promise<T> } | undefined;
  readonly #read: () => Promise<T>;
  readonly #clock: Clock;

  constructor(read: () => Promise<T>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** A value whose read began after `since` (epoch ms): an earlier one may lack a later write. */
  get(since: number): Promise<T> {
    const known = this.begunAfter(since);
    if (known !== undefined) return known;
    const current = { startedAt: this.#clock.now(), value: this.#read() };
    this.#current = current;
    current.value.catch(() => {
      if (this.#current === current) this.#current = undefined; // The next one asks again.
    });
    return current.value;
  }

  /** The same without a read of its own. */
  begunAfter(since: number): Promise<T> | undefined {
    const current = this.#current;
    return current !== undefined && current.startedAt > since ? current.value : undefined;
  }
}
