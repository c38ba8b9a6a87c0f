/** The one rule for what of a config is secret, for programs, the provider, reports and the CLI. */
import { isReference } from "./references";
import { isSecretKey } from "./secret-keys";
import { isSecretValue } from "./secret-values";

/** By the name of its key or by its own form. A reference is none: Connect resolves it. */
export function isSecret(key: string, value: unknown): boolean {
  return !isReference(value) && (isSecretKey(key) || isSecretValue(value));
}

/**
 * Whether a value could be a secret although neither its key nor its form says so. Short words,
 * numbers and class names are none, or no text could be read any more.
 */
export function mayBeSecret(value: string): boolean {
  if (isReference(value)) return false;
  return value.length >= 8 && !/^-?\d+(\.\d+)?$|^([a-z_]\w*\.)+[A-Z][\w$]*$/.test(value);
}
