import type { Clock } from "../core/clock";
import { type ConnectError, isConnectError } from "../core/errors";

/**
 * A worker allows 90 s for a request, and a connector's validation may try to reach its system. But
 * a preview must stay quick, and a write validates in any case.
 */
export const VALIDATION_TIMEOUT_MS = 30_000;
/** Once the patience is used up, no validation waits longer than this. */
const LATE_ANSWER_MS = 1_000;

/**
 * Validations of a preview that get no answer share one patience for each cluster, because the
 * engine checks one connector after the other. Connectors of one class often need the same system,
 * so after one of them got no answer, the others are not asked about.
 */
export class SlowValidations {
  readonly #clock: Clock;
  readonly #slow = new Map<string, ConnectError>();
  #leftMs = VALIDATION_TIMEOUT_MS;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async ask<T>(connectorClass: string, validate: (timeoutMs: number) => Promise<T>): Promise<T> {
    const slow = this.#slow.get(connectorClass);
    if (slow !== undefined) throw slow;
    const begun = this.#clock.now();
    try {
      return await validate(Math.max(LATE_ANSWER_MS, this.#leftMs));
    } catch (error) {
      if (isConnectError(error) && error.circumstances.timedOut === true) {
        this.#slow.set(connectorClass, error);
        this.#leftMs -= this.#clock.now() - begun;
      }
      throw error;
    }
  }
}
