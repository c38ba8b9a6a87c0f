/** Times, as the resource option `customTimeouts` has them. */

export type Verb = "create" | "update" | "delete";

/** Longer than Connect's default rebalance delay of 5 minutes, in which nothing is assigned. */
export const DEFAULT_TIMEOUT = "10m";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as Pulumi's customTimeouts has it, in ms; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? NaN);
  }
  return total;
}
