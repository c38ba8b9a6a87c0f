/** Values that a preview does not know yet, because they come from resources that are still to be created. */

declare const mark: unique symbol;

/** A string at run time. For the compiler it is none, or it would pass for any text. */
export interface Unknown {
  readonly [mark]: never;
}

/**
 * What stands in a preview for a value that is not known yet (`unknownValue` of the Pulumi SDK's
 * runtime/rpc). Whatever depends on it is not checked.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9" as unknown as Unknown;

export type MaybeUnknown<T> = Unknown | Draft<T>;

/**
 * A `T` as check, diff and a preview get it: any value in it may be unknown, at any depth. Create, read,
 * update and delete get a `T`.
 *
 * Compare a flag with `true` or `false`: an unknown one would count as true in an `if`, which ESLint
 * refuses. What a program gives has no type before it is checked (`Raw`): nothing but `isUnknown` finds
 * the mark in it.
 */
export type Draft<T> = T extends object ? { [K in keyof T]: MaybeUnknown<T[K]> } : T;

/** The opposite of `Draft`: the same without any unknown value. */
type Known<D> = D extends Unknown ? never : D extends object ? { [K in keyof D]: Known<D[K]> } : D;

export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

/** Whether a value is known with all that is in it. The one way from a `Draft<T>` to a `T`. */
export function isKnown<D>(draft: D | Known<D>): draft is Known<D> {
  if (isUnknown(draft)) return false;
  return typeof draft !== "object" || draft === null || Object.values(draft).every(isKnown);
}
