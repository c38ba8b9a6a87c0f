/** Decides whether a waiting deployment restarts failed parts again. Pure: no clock, no calls. */
import { failureSignature, prospectOf } from "../connect/trace";
import type { FailedPart } from "../connect/status";
import type { RestartPolicy } from "./inputs";

/**
 * A failure that returns sooner after a restart is the same one, and another restart would not
 * help.
 */
const SAME_FAILURE_MS = 10_000;

export type Decision = "restart" | "policy" | "lasting" | "repeated";

export class Restarts {
  count = 0;
  #restartedAt: number | undefined;
  #failures = new Map<string, string>();
  readonly #policy: RestartPolicy;

  constructor(policy: RestartPolicy) {
    this.#policy = policy;
  }

  decide(parts: readonly FailedPart[], now: number): Decision {
    const { type, maxRetry } = this.#policy;
    if (type === "Never" || this.count >= maxRetry) return "policy";
    const prospects = parts.map((part) => ({ ...part, prospect: prospectOf(part.trace) }));
    if (prospects.some(({ prospect }) => prospect === "lasting")) return "lasting";
    const soon = this.#restartedAt !== undefined && now - this.#restartedAt <= SAME_FAILURE_MS;
    const repeated = prospects.some(
      ({ part, trace, prospect }) =>
        prospect === "unknown" && this.#failures.get(part) === failureSignature(trace),
    );
    return soon && repeated ? "repeated" : "restart";
  }

  restarted(parts: readonly FailedPart[], now: number): void {
    this.count++;
    this.#restartedAt = now;
    this.#failures = new Map(parts.map(({ part, trace }) => [part, failureSignature(trace)]));
  }

  /** Follows the message of a failure after which the deployment gives up. */
  explain(decision: Decision): string {
    const after = `after ${this.count} restart${this.count === 1 ? "" : "s"}`;
    if (decision === "repeated") return ` (${after}, the same failure again)`;
    if (decision === "lasting") {
      return this.count === 0
        ? " (not restarted, because a restart cannot fix it)"
        : ` (${after}, which cannot fix it)`;
    }
    return this.count === 0 ? "" : ` (${after})`;
  }
}
