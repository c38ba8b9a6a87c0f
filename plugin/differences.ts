/** Compares two sets of inputs key by key, with paths that the engine understands. */
import { isDeepStrictEqual } from "node:util";
import { isMap } from "../provider/core/values";

export type Difference = "add" | "delete" | "update";

export function differences(before: unknown, after: unknown, path = ""): Map<string, Difference> {
  if (isDeepStrictEqual(before, after)) return new Map();
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return new Map(
      keys.flatMap((key) => [...differences(before[key], after[key], within(path, key))]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const places = Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i);
    return new Map(places.flatMap((i) => [...differences(before[i], after[i], `${path}[${i}]`)]));
  }
  return new Map([
    [path, before === undefined ? "add" : after === undefined ? "delete" : "update"],
  ]);
}

function within(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The property that a path belongs to. */
export function propertyOf(path: string): string {
  return path.replace(/[.[][^]*$/, "");
}
