/**
 * JSON that keeps numbers exactly as written, because offsets exceed the range of JavaScript
 * numbers.
 */
import { LosslessNumber, parse, stringify } from "lossless-json";

/** Whether a text may hold a number that JavaScript would change, such as 1712345678901234567 or 1.0. */
const MAY_LOSE = /(^|[:[,])\s*-?(\d{16}|\d+[.eE])/;

/** A number that JavaScript would write differently becomes a `LosslessNumber`. */
export function parseJson(text: string): unknown {
  // Lists of thousands of connectors have no such number, and Node's own parser is faster.
  return MAY_LOSE.test(text) ? parse(text, undefined, exact) : (JSON.parse(text) as unknown);
}

function exact(text: string): number | LosslessNumber {
  const number = Number(text);
  return String(number) === text ? number : new LosslessNumber(text);
}

/** Like `JSON.stringify`, but also accepts values from `parseJson`. */
export function jsonText(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent) ?? "null";
}
