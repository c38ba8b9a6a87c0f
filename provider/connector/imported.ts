/**
 * The secrets of a connector that was imported, or is only read. The inputs that the engine gets, and
 * from which it writes program text, hold a mark in the place of each: it is refused in a program, and
 * so never written to the connector. The outputs hold what the server shows.
 */
import type { Raw } from "../core/values";
import { isHidden } from "./config";
import { ADDED_SECRET } from "./drift";

/** In the form of a mask, which `check` refuses. */
export const NOT_IMPORTED = "[secret of the imported connector]";

export interface Imported {
  readonly inputs: Raw;
  readonly outputs: Raw;
}

/** `found` is what a refresh gives for a connector of which nothing is declared. */
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
