/** Durations in the format of the resource option `customTimeouts`. */

/** A duration such as `"90s"`, `"10m"` or `"1h30m"`, or a number of seconds. */
export type Duration = string | number;

export type TimedOperation = "create" | "update" | "delete";

/** Longer than Connect's default rebalance delay of 5 minutes, in which nothing is assigned. */
export const DEFAULT_TIMEOUT = "10m";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Converts a duration of Pulumi's customTimeouts to ms; undefined if it is not valid. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? NaN);
  }
  return total;
}

/** An argument's duration in ms. A number of seconds may be a string, as it is in a config file. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === "number") return value * 1000;
  const text = String(value);
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseDuration(text);
}

/** A duration as a whole number of the largest unit that fits. */
export function durationText(ms: number): string {
  const [unit, of] = Object.entries(UNIT_MS)
    .reverse()
    .find(([, size]) => ms % size === 0 && ms >= size) ?? ["s", 1000];
  return `${ms / of}${unit}`;
}
