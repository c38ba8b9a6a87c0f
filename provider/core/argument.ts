/** A table describes each argument; `satisfies Record<keyof …>` requires a cost for a new one. */
import { isUnknown } from "./unknown";
import { asNumber, type Fail, isMap, isWholeNumber, type Raw, refuseUnknown } from "./values";

export interface Argument<Cost extends string> {
  /** Its value if the program does not set it. */
  readonly default?: unknown;
  /** The default in words, if it depends on other arguments or if there is none. */
  readonly otherwise?: string;
  /** How changing it affects running connectors or workers. */
  readonly cost: Cost;
}

/** Returns the canonical form of a value, and reports mistakes to `fail` with their path. */
export type Check = (value: unknown, path: string, fail: Fail, others: Raw) => unknown;

export interface CheckedArgument<Cost extends string> extends Argument<Cost> {
  readonly check: Check;
}

type Table = Readonly<Record<string, { readonly default?: unknown; readonly check: Check }>>;

/**
 * The canonical form of all arguments of a table. A check gets the preceding arguments in `others`.
 * Unknown values stay unchecked, and an empty list is the same as none.
 */
export function readArguments(table: Table, raw: Raw, path: string, fail: Fail, others: Raw = {}) {
  const read: Record<string, unknown> = {};
  const preceding: Record<string, unknown> = { ...others };
  for (const [name, { default: otherwise, check }] of Object.entries(table)) {
    const given = raw[name] ?? otherwise;
    const at = path === "" ? name : `${path}.${name}`;
    const value = isUnknown(given) ? given : check(given, at, fail, preceding);
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    read[name] = preceding[name] = value;
  }
  return read;
}

export const flag: Check = (value, path, fail) => {
  if (typeof value !== "boolean") fail(path, "must be true or false");
  return value;
};

export function wholeNumber(least: number): Check {
  return (value, path, fail) => {
    if (isWholeNumber(value, least)) return asNumber(value);
    fail(path, `must be a whole number of at least ${least}`);
    return value;
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, path, fail) => {
    if (!allowed.includes(value as string)) fail(path, `must be one of ${allowed.join(", ")}`);
    return value;
  };
}

/** A map whose parts are arguments of their own. */
export function fields(table: Table): Check {
  return (value, path, fail) => {
    const names = Object.keys(table).map((name) => `\`${name}\``);
    if (!isMap(value)) fail(path, `must be a map of ${names.join(" and ")}`);
    const raw = isMap(value) ? value : {};
    refuseUnknown(path, raw, table, fail);
    return readArguments(table, raw, path, fail);
  };
}
