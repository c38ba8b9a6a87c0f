import { isDeepStrictEqual } from "node:util";

/** Plain JSON, which both the engine and the API server use. */
export type Properties = Readonly<Record<string, unknown>>;

export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined if there is none. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== unknownValue ? value : undefined;
}

export function secret(value: unknown): unknown {
  return { ...secretMark, value };
}

/** The paths of all differences, in the engine's notation. */
export function differences(before: unknown, after: unknown, path = ""): Map<string, Difference> {
  if (isDeepStrictEqual(before, after)) return new Map();
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return new Map(
      [...keys].flatMap((key) => [...differences(before[key], after[key], join(path, key))]),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    return new Map(
      Array.from({ length: longest }, (_, i) => [
        ...differences(before[i], after[i], `${path}[${i}]`),
      ]).flat(),
    );
  }
  const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
  return new Map([[path, kind]]);
}
export type Difference = "add" | "delete" | "update";

/**
 * What the program declared, with the values that it has now: what the cluster filled in itself is
 * no drift.
 */
export function liveInputs(declared: unknown, live: unknown): unknown {
  if (isObject(declared) && isObject(live)) {
    return Object.fromEntries(
      Object.entries(declared).flatMap(([key, value]) =>
        // The API server writes it to `data` and never returns it.
        key === "stringData" || key in live ? [[key, liveInputs(value, live[key] ?? value)]] : [],
      ),
    );
  }
  if (Array.isArray(declared) && Array.isArray(live) && declared.length === live.length) {
    return declared.map((value, i) => liveInputs(value, live[i] as unknown));
  }
  return live;
}

function join(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
