/**
 * Decides which keys of a config are secret: by the program, our rules and Connect's definitions.
 */
import type { KeyDefinition } from "../../connect/wire";
import { isReference } from "../../connect/references";
import { isSecret, mayBeSecret } from "../../connect/secrets";
import { markedSecret } from "../../core/secret-mark";
import { isKnown, isUnknown } from "../../core/unknown";
import { optional } from "../../core/values";
import { isUnder } from "../config-keys";
import { knownConfig } from "../config-inputs";
import type { DraftInputs, Inputs } from "../inputs";
import type { Askable } from "./askable";
import { type StoredInputs, withDefaults, withoutDefaults } from "../stored-inputs";

/** The part of the previous inputs that says what is secret. */
export type Before = Partial<Pick<Inputs, "class" | "config" | "secretKeys" | "pendingKeys">>;

export function secretsBefore(stored: Partial<StoredInputs>): Before {
  return withDefaults(stored as StoredInputs);
}

/**
 * Needs no call. Marks the keys that the program or the rules make secret, and earlier secret keys
 * that still exist.
 */
export function withKnownSecrets(before: Before, news: DraftInputs): DraftInputs {
  const pending = before.pendingKeys ?? [];
  const learned = (before.secretKeys ?? []).filter((key) => !pending.includes(key));
  const entries = Object.entries(knownConfig(news.config));
  const ruled = entries.filter(([key, value]) => isSecret(key, value)).map(([key]) => key);
  const inputs = withSecretKeys(news, [...learned, ...ruled]);
  const still = entries.filter(
    (entry) => pending.includes(entry[0]) && mayBecomePlain(inputs, entry),
  );
  return withPending(
    inputs,
    still.map(([key]) => key),
  );
}

/**
 * Keys that Connect defines as PASSWORD are secret, whatever their names. `open` are the prefixes of
 * the transforms, predicates and converters whose definitions it did not return.
 */
export function withDefinitions(
  before: Before,
  inputs: Askable,
  definitions: readonly KeyDefinition[],
  open: readonly string[] = [],
): Askable {
  const { pendingKeys = [], secretKeys, ...rest } = inputs;
  if (!isKnown(secretKeys)) return inputs;
  const still = pendingKeys.filter((key) => isUnder(open, key));
  const settled = secretKeys?.filter((key) => !pendingKeys.includes(key) || still.includes(key));
  const passwords = definitions.filter(({ type }) => type === "PASSWORD");
  const said = withSecretKeys(
    { ...rest, ...optional("secretKeys", settled) },
    passwords.map(({ name }) => name),
  );
  const fresh = unsaidKeys(before, said).filter((key) => isUnder(open, key));
  return withPending(said, [...still, ...fresh]);
}

/**
 * If Connect does not return the password keys, new keys may be passwords and stay secret until it
 * does. For earlier keys the answer is known.
 */
export function withoutDefinitions<T extends DraftInputs>(before: Before, inputs: T): T {
  return withPending(inputs, [...(inputs.pendingKeys ?? []), ...unsaidKeys(before, inputs)]);
}

function unsaidKeys(before: Before, inputs: DraftInputs): string[] {
  const sameClass = before.class === inputs.class || isUnknown(inputs.class);
  const said = new Set(sameClass ? Object.keys(before.config ?? {}) : []);
  return Object.entries(knownConfig(inputs.config))
    .filter((entry) => !said.has(entry[0]) && mayBecomePlain(inputs, entry))
    .map(([key]) => key);
}

function mayBecomePlain({ secretKeys }: DraftInputs, [key, value]: [string, string]): boolean {
  const isSaid = isKnown(secretKeys) && secretKeys?.includes(key) === true;
  return !isSaid && mayBeSecret(key, value);
}

function withPending<T extends DraftInputs>(inputs: T, keys: readonly string[]): T {
  if (keys.length === 0 || !isKnown(inputs.secretKeys)) return inputs;
  const pendingKeys = [...new Set(keys)].sort();
  return { ...withSecretKeys(inputs, pendingKeys), pendingKeys };
}

function withSecretKeys<T extends DraftInputs>(inputs: T, more: readonly string[]): T {
  const { secretKeys }: DraftInputs = inputs;
  if (!isKnown(secretKeys)) return inputs;
  const keys = new Set(secretKeys);
  const config = knownConfig(inputs.config);
  for (const key of more) {
    const value = config[key];
    if (value !== undefined && !isReference(value)) keys.add(key);
  }
  return keys.size === 0 ? inputs : { ...inputs, secretKeys: [...keys].sort() };
}

/** The stored inputs, with secret config values marked for the engine. */
export function sealed(inputs: DraftInputs): object {
  const stored = withoutDefaults(inputs);
  const { secretKeys, config } = inputs;
  if (secretKeys === undefined || !isKnown(secretKeys) || isUnknown(config)) return stored;
  const marked: Record<string, unknown> = { ...config };
  for (const key of secretKeys) {
    if (key in marked) marked[key] = markedSecret(marked[key]);
  }
  return { ...stored, config: marked };
}
