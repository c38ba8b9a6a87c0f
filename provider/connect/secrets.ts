/**
 * The only rule for which config values are secret, for programs, the provider, reports and the
 * CLI.
 */
import { isReference } from "./references";
import { isSecretKey } from "./secret-keys";
import { isSecretValue } from "./secret-values";

/**
 * Whether the name of its key or its own form makes a value secret. A reference is not: Connect
 * resolves it.
 */
export function isSecret(key: string, value: unknown): boolean {
  return !isReference(value) && (isSecretKey(key) || isSecretValue(value));
}

/** Keys that Connect itself defines for every connector. None is a password. */
const OF_CONNECT =
  /^(name|tasks\.max(\.enforce)?|topics(\.regex)?|(key|value|header)\.converter|(transforms|predicates)(\.[^.]+\.(type|predicate|negate))?|errors\.[a-z.]+|topic\.creation\..+|config\.action\.reload|exactly\.once\.support|transaction\.boundary(\.interval\.ms)?|offsets\.storage\.topic)$/;

/**
 * Whether a value could be a secret although neither its key nor its form says so. Short words,
 * numbers and class names do not count, or texts would become unreadable.
 */
export function mayBeSecret(key: string, value: string): boolean {
  if (isReference(value) || OF_CONNECT.test(key)) return false;
  return value.length >= 8 && !/^-?\d+(\.\d+)?$|^([a-z_]\w*\.)+[A-Z][\w$]*$/.test(value);
}
