/** Checks the shape of JSON answers, and derives their types. */

export type Shape<T> = (value: unknown) => value is T;

export const text: Shape<string> = (value) => typeof value === "string";
export const number: Shape<number> = (value) => typeof value === "number";
/** An answer without a body. */
export const nothing: Shape<undefined> = (value) => value === undefined;

/** An object with any keys. */
export const object: Shape<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function list<T>(item: Shape<T>): Shape<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(item);
}

/** An object with any keys, whose values have this shape. */
export function record<T>(item: Shape<T>): Shape<Record<string, T>> {
  return (value): value is Record<string, T> => object(value) && Object.values(value).every(item);
}

/** An object with at least these keys. */
export function fields<T>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const all = Object.entries<Shape<unknown>>(shapes);
  return (value): value is T => object(value) && all.every(([key, is]) => is(value[key]));
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value): value is T | null => value === null || shape(value);
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value);
}
