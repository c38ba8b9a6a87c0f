/** Values that are unknown in a preview, because they come from resources that do not exist yet. */

declare const mark: unique symbol;

/** A string at run time. The compiler must not treat it as one, or it would pass for any text. */
export interface Unknown {
  readonly [mark]: never;
}

/**
 * The placeholder for an unknown value in a preview (`unknownValue` of the Pulumi SDK's
 * runtime/rpc). Nothing that depends on it is checked.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9" as unknown as Unknown;

export type MaybeUnknown<T> = Unknown | Draft<T>;

/**
 * A `T` in check, diff and a preview, where any value in it may be unknown, at any depth. Create,
 * read, update and delete get a `T`.
 *
 * Compare a flag with `true` or `false`: in an `if`, an unknown one would count as true, so ESLint
 * refuses that. Arguments of a program have no type before they are checked (`Raw`), so only
 * `isUnknown` finds unknown values in them.
 */
export type Draft<T> = T extends object ? { [K in keyof T]: MaybeUnknown<T[K]> } : T;

/** The opposite of `Draft`: `T` without any unknown value. */
type Known<D> = D extends Unknown ? never : D extends object ? { [K in keyof D]: Known<D[K]> } : D;

export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

/** Whether a value and everything in it is known: the only way from a `Draft<T>` to a `T`. */
export function isKnown<D>(draft: D | Known<D>): draft is Known<D> {
  if (isUnknown(draft)) return false;
  return typeof draft !== "object" || draft === null || Object.values(draft).every(isKnown);
}
