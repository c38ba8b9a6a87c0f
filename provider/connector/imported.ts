/**
 * Handles the secrets of a connector that is imported or only read. In the inputs, from which the
 * engine writes the program, a placeholder replaces each secret. A program with the placeholder is
 * refused, so it is never written to the connector. The outputs contain what the server shows.
 */
import type { Raw } from "../core/values";
import { isHidden } from "./config";
import { ADDED_SECRET } from "./drift";

/** Has the form of a mask, so that `check` refuses it. */
export const NOT_IMPORTED = "[secret of the imported connector]";

export interface Imported {
  readonly inputs: Raw;
  readonly outputs: Raw;
}

/** `found` is the result of a refresh for an undeclared connector. */
export function withoutSecrets(found: Imported, live: Readonly<Record<string, string>>): Imported {
  const config = (found.inputs.config ?? {}) as Readonly<Record<string, string>>;
  const keys = Object.keys(config).filter((key) => {
    const value = config[key] ?? "";
    return value === ADDED_SECRET || isHidden(key, value);
  });
  const mark = keys.length === 0 ? {} : { __secrets: { keys: [...keys].sort() } };
  const shown = keys.flatMap((key) => (live[key] === undefined ? [] : [[key, live[key]]]));
  const marks = keys.map((key) => [key, NOT_IMPORTED]);
  return {
    inputs: { ...found.inputs, config: { ...config, ...Object.fromEntries(marks) }, ...mark },
    outputs: { ...found.outputs, config: { ...config, ...Object.fromEntries(shown) }, ...mark },
  };
}
