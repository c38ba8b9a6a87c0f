/** Handles the placeholders that replace the secrets of an imported connector. */
import { isDeepStrictEqual } from "node:util";
import { isHidden } from "../provider/connector/config";
import { NOT_IMPORTED } from "../provider/connector/imported";
import { canonicalise } from "../provider/connector/inputs";
import { withoutDefaults } from "../provider/connector/stored-inputs";
import { isMasked } from "../provider/connect/masks";
import { isMap, type Raw } from "../provider/core/values";

/** The config keys whose inputs are placeholders. */
export function notImported(inputs: Raw): string[] {
  const { config } = inputs;
  if (!isMap(config)) return [];
  return Object.keys(config).filter((key) => config[key] === NOT_IMPORTED);
}

/**
 * Whether a program equals what was imported, with the placeholders of the generated code. Then
 * there is nothing to write. Any other change needs the secrets.
 */
export function isAsImported(imported: Raw, program: Raw, cluster: unknown): boolean {
  const keys = notImported(program);
  if (keys.length === 0 || !isDeepStrictEqual(keys.sort(), notImported(imported).sort())) {
    return false;
  }
  const canonical = (values: Raw) => {
    const given = Object.entries(values).filter(([key]) => !key.startsWith("__"));
    const config = {
      ...(values.config as Raw),
      ...Object.fromEntries(keys.map((k) => [k, "imported"])),
    };
    return canonicalise({ ...Object.fromEntries(given), config, cluster });
  };
  const [before, now] = [canonical(imported), canonical(program)];
  return (
    now.failures.length === 0 &&
    isDeepStrictEqual(withoutDefaults(before.inputs), withoutDefaults(now.inputs))
  );
}

/**
 * The previous inputs, prepared for a comparison with a program: a secret that was not imported is
 * the server's value, or any value if the server hides it.
 */
export function comparableInputs(before: Raw, outputs: Raw, program: Raw): Raw {
  const keys = notImported(before);
  if (keys.length === 0) return before;
  const [shown, now] = [outputs.config, program.config].map((c) => (isMap(c) ? c : {}));
  const known = keys.map((key) => {
    const value = shown?.[key];
    const hidden = typeof value !== "string" || isMasked(value) || isHidden(key, value);
    const kept = hidden || now?.[key] === NOT_IMPORTED;
    return [key, kept ? now?.[key] : value] as const;
  });
  return { ...before, config: { ...(before.config as Raw), ...Object.fromEntries(known) } };
}

/** A refresh keeps a placeholder if the server's value has not changed. */
export function keepingMarks(before: Raw, found: Raw, outputsBefore: Raw): Raw {
  const [shown, live] = [outputsBefore.config, found.config];
  if (!isMap(shown) || !isMap(live)) return found;
  const kept = notImported(before).filter((key) => key in live && live[key] === shown[key]);
  const marks = Object.fromEntries(kept.map((key) => [key, NOT_IMPORTED]));
  return { ...found, config: { ...live, ...marks } };
}
