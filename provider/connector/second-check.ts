/**
 * The engine checks a resource that it replaces a second time, as if it were new. It does not say so,
 * and the check of another resource that declares the same connector looks the same.
 */
import { isDeepStrictEqual } from "node:util";
import { isMap, type Raw } from "../core/values";
import type { DraftInputs } from "./inputs";
import { type StoredInputs, withDefaults } from "./stored-inputs";

/** What a check was asked about. */
export interface Declaration {
  readonly by: DraftInputs;
  /** The inputs in the state; without a name if the connector is new. */
  readonly before: Partial<StoredInputs>;
  readonly preview: boolean;
  /** The names of all connectors of its resource, if that is a set. */
  readonly members?: readonly string[] | undefined;
  /** Whether it is the second check of one resource. */
  readonly again?: boolean;
}

/**
 * The second check has the same inputs as the first, except for the changes that the resource option
 * `ignoreChanges` has undone in the first one.
 */
export function isSecondCheck(first: Declaration, second: Declaration): boolean {
  if (isSameDeclaration(first, second)) return true;
  if (isDeepStrictEqual(first.by, second.by)) return false;
  if (first.before.name === undefined || second.before.name !== undefined) return false;
  const state = declared(withDefaults(first.before as StoredInputs));
  const [one, other] = [declared(first.by), declared(second.by)];
  // Without a change, the engine has no reason to replace it.
  return !isDeepStrictEqual(one, state) && differsWhereUndone(one, other, state);
}

/** Another set, or a resource of its own, may declare the connector with the same inputs. */
export function isSameDeclaration(first: Declaration, second: Declaration): boolean {
  return isDeepStrictEqual(first.by, second.by) && isDeepStrictEqual(first.members, second.members);
}

function declared(inputs: DraftInputs): Raw {
  const { said: _, secretKeys: __, pendingKeys: ___, __provider: ____, ...rest } = inputs as Raw;
  return rest;
}

function differsWhereUndone(one: unknown, other: unknown, state: unknown): boolean {
  if (isDeepStrictEqual(one, other) || isDeepStrictEqual(one, state)) return true;
  if (!isMap(one) || !isMap(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) =>
    differsWhereUndone(one[key], other[key], isMap(state) ? state[key] : undefined),
  );
}
