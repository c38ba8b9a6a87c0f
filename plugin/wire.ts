/**
 * Converts between the engine's values, which have secret marks, and plain values with the paths of
 * secrets.
 */
import { isMarkedSecret, markedSecret } from "../provider/core/secret-mark";
import { isMap, type Raw } from "../provider/core/values";

export type Path = readonly (string | number)[];

export interface Opened {
  readonly plain: Raw;
  /** The paths of the secrets. */
  readonly paths: readonly Path[];
}

/** The values without marks. */
export function opened(values: Raw): Opened {
  const paths: Path[] = [];
  const open = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((one, i) => open(one, [...path, i]));
    if (!isMap(value)) return value;
    if (isMarkedSecret(value)) {
      paths.push(path);
      return open(value.value, path);
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, open(one, [...path, key])]),
    );
  };
  return { plain: open(values, []) as Raw, paths };
}

/** Marks the values at each existing path. Nothing inside a marked value is marked again. */
export function sealed(values: Raw, paths: readonly Path[]): Raw {
  const secret = new Set(paths.map((path) => JSON.stringify(path)));
  const seal = (value: unknown, path: Path): unknown => {
    if (value === undefined) return undefined;
    if (secret.has(JSON.stringify(path))) return markedSecret(value);
    if (Array.isArray(value)) return value.map((one, i) => seal(one, [...path, i]));
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, seal(one, [...path, key])]),
    );
  };
  return seal(values, []) as Raw;
}

/** Whether something at or below this property is secret. */
export function isSecretIn(paths: readonly Path[], property: string): boolean {
  return paths.some(([first]) => first === property);
}
