/** The one rule for what of a config is secret, for programs, the provider, reports and the CLI. */
import { isReference } from "./references";
import { isSecretKey } from "./secret-keys";
import { isSecretValue } from "./secret-values";

/** By the name of its key or by its own form. A reference is none: Connect resolves it. */
export function isSecret(key: string, value: unknown): boolean {
  return !isReference(value) && (isSecretKey(key) || isSecretValue(value));
}

/** Defined by Connect itself for every connector: none is a password. */
const OF_CONNECT =
  /^(name|tasks\.max(\.enforce)?|topics(\.regex)?|(key|value|header)\.converter|(transforms|predicates)(\.[^.]+\.(type|predicate|negate))?|errors\.[a-z.]+|topic\.creation\..+|config\.action\.reload|exactly\.once\.support|transaction\.boundary(\.interval\.ms)?|offsets\.storage\.topic)$/;

/**
 * Whether a value could be a secret although neither its key nor its form says so. Short words,
 * numbers and class names are none, or no text could be read any more.
 */
export function mayBeSecret(key: string, value: string): boolean {
  if (isReference(value) || OF_CONNECT.test(key)) return false;
  return value.length >= 8 && !/^-?\d+(\.\d+)?$|^([a-z_]\w*\.)+[A-Z][\w$]*$/.test(value);
}
