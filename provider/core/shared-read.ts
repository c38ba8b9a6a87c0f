import type { Clock } from "./clock";

/** Shares one read among simultaneous callers, so that N connectors cost one call instead of N. */
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
      if (this.#current === current) this.#current = undefined; // The next caller reads again.
    });
    return current.value;
  }

  /** The same, but never begins a read. */
  begunAfter(since: number): Promise<T> | undefined {
    const current = this.#current;
    return current !== undefined && current.startedAt > since ? current.value : undefined;
  }
}
