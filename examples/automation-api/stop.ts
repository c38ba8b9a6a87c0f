import { Failed } from "./failure";

/** The wish to stop, of Ctrl-C or of the pipeline. */
export class Stop {
  readonly #engine = new AbortController();
  #asked = false;

  constructor() {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => this.#ask(name));
  }

  /** Has the engine end what is under way, and begin nothing more. */
  get signal(): AbortSignal {
    return this.#engine.signal;
  }

  throwIfAsked(): void {
    if (!this.#asked) return;
    throw new Failed(
      "stopped; the state contains what was done, and the next run continues from there",
    );
  }

  #ask(name: "SIGINT" | "SIGTERM"): void {
    if (!this.#asked) console.log("Stopping: what is under way is brought to its end.");
    this.#asked = true;
    // A terminal sends Ctrl-C to the engine too, which takes a second one for "at once".
    if (name === "SIGTERM" || !process.stdin.isTTY) this.#engine.abort();
  }
}
