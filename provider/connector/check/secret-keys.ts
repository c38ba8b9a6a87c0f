/** Which keys of a config are secret: by the program, by the rules, and by what Connect defines. */
import type { KeyDefinition } from "../../connect/api";
import { isReference } from "../../connect/references";
import { isSecret, mayBeSecret } from "../../connect/secrets";
import { markedSecret } from "../../core/secret-mark";
import { hasUnknown, isUnknown, optional } from "../../core/values";
import { type Inputs } from "../inputs";
import { type StoredInputs, withDefaults, withoutDefaults } from "../stored-inputs";

/** The inputs of before, as far as they say what is secret. */
export type Before = Partial<Pick<Inputs, "class" | "config" | "secretKeys" | "pendingKeys">>;

export function secretsBefore(stored: Partial<StoredInputs>): Before {
  return withDefaults(stored as StoredInputs);
}

/**
 * Without a call: what the program and the rules say, and what was learned of a key, which holds
 * while the key is there.
 */
export function withKnownSecrets(before: Before, news: Inputs): Inputs {
  const pending = before.pendingKeys ?? [];
  const learned = (before.secretKeys ?? []).filter((key) => !pending.includes(key));
  const ruled = Object.entries(news.config).filter(([key, value]) => isSecret(key, value));
  const inputs = withSecretKeys(news, [...learned, ...ruled.map(([key]) => key)]);
  return withPending(
    inputs,
    pending.filter((key) => mayBecomePlain(inputs, key)),
  );
}

/** Keys that Connect defines as PASSWORD are secret, whatever their name. */
export function withDefinitions(inputs: Inputs, definitions: readonly KeyDefinition[]): Inputs {
  if (hasUnknown(inputs.secretKeys)) return inputs;
  const { pendingKeys = [], ...rest } = inputs;
  const settled = rest.secretKeys?.filter((key) => !pendingKeys.includes(key));
  const passwords = definitions.filter(({ type }) => type === "PASSWORD");
  return withSecretKeys(
    withoutKeys(rest, settled),
    passwords.map(({ name }) => name),
  );
}

/**
 * Connect does not say which keys are passwords: what is new may be one, and stays secret until it
 * does. Of what was there before, it has been said.
 */
export function withoutDefinitions(before: Before, inputs: Inputs): Inputs {
  const sameClass = before.class === inputs.class || isUnknown(inputs.class);
  const said = new Set(sameClass ? Object.keys(before.config ?? {}) : []);
  const fresh = Object.keys(inputs.config).filter(
    (key) => !said.has(key) && mayBecomePlain(inputs, key),
  );
  return withPending(inputs, [...(inputs.pendingKeys ?? []), ...fresh]);
}

function mayBecomePlain({ config, secretKeys = [] }: Inputs, key: string): boolean {
  const value = config[key];
  return (
    value !== undefined && !isUnknown(value) && !secretKeys.includes(key) && mayBeSecret(key, value)
  );
}

function withPending(inputs: Inputs, keys: readonly string[]): Inputs {
  if (keys.length === 0 || hasUnknown(inputs.secretKeys)) return inputs;
  const pendingKeys = [...new Set(keys)].sort();
  return { ...withSecretKeys(inputs, pendingKeys), pendingKeys };
}

function withSecretKeys(inputs: Inputs, more: readonly string[]): Inputs {
  if (hasUnknown(inputs.secretKeys)) return inputs;
  const keys = new Set(inputs.secretKeys);
  for (const key of more) {
    const value = inputs.config[key];
    if (value !== undefined && !isReference(value) && !hasUnknown(value)) keys.add(key);
  }
  return keys.size === 0 ? inputs : { ...inputs, secretKeys: [...keys].sort() };
}

function withoutKeys(inputs: Inputs, keys: readonly string[] | undefined): Inputs {
  const { secretKeys: _, ...rest } = inputs;
  return { ...rest, ...optional("secretKeys", keys) };
}

/** The inputs as they are stored, with their secret config values marked for the engine. */
export function sealed(inputs: Inputs): object {
  const stored = withoutDefaults(inputs);
  if (inputs.secretKeys === undefined || hasUnknown(inputs.secretKeys)) return stored;
  const config: Record<string, unknown> = { ...inputs.config };
  for (const key of inputs.secretKeys) {
    if (key in config) config[key] = markedSecret(config[key]);
  }
  return { ...stored, config };
}
