/** Brings a connector's config from the program into one form, with every value a string. */
import { OWN_KEYS } from "./config";
import type { Config } from "../connect/wire";
import { hasMaskedPart, isMaskedSecret } from "../connect/masks";
import { isSecret } from "../connect/secrets";
import { isUnknown, type MaybeUnknown } from "../core/unknown";
import { type Fail, type Failure, isListOfTexts, notText, type Raw } from "../core/values";

export function canonicalConfig(raw: unknown, inputs: Raw, fail: Fail): MaybeUnknown<Config> {
  if (isUnknown(raw)) return raw;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    fail("config", "must be a map of keys and values");
    return {};
  }
  const own = new Map<string, keyof typeof OWN_KEYS>(
    Object.entries(OWN_KEYS).map(([argument, key]) => [key, argument as keyof typeof OWN_KEYS]),
  );
  const config: Record<string, MaybeUnknown<string>> = {};
  for (const [key, value] of Object.entries(raw)) {
    const argument = own.get(key);
    const reason = isUnknown(value) ? undefined : notText(value);
    if (argument !== undefined) {
      const wanted = inputs[argument];
      if (!isUnknown(wanted) && !isUnknown(value) && String(value) !== String(wanted)) {
        fail(`config["${key}"]`, `contradicts the argument \`${argument}\`: remove it from config`);
      }
    } else if (reason !== undefined) {
      fail(`config["${key}"]`, reason);
    } else {
      config[key] = isUnknown(value) ? value : String(value);
    }
  }
  const secretKeys = isListOfTexts(inputs.secretKeys) ? (inputs.secretKeys as string[]) : [];
  for (const { property, reason } of copiedMasks(config, secretKeys)) fail(property, reason);
  return config;
}

/** The keys whose values are known in a preview. */
export function knownConfig(config: MaybeUnknown<Config>): Config {
  const all = Object.entries(isUnknown(config) ? {} : config);
  return Object.fromEntries(
    all.flatMap(([key, value]) => (isUnknown(value) ? [] : [[key, value]])),
  );
}

/** A mask that was copied from a server or a console would be written as the secret. */
export function copiedMasks(
  config: MaybeUnknown<Config>,
  secretKeys: readonly string[],
): Failure[] {
  return Object.entries(knownConfig(config))
    .filter(([key, value]) => {
      const isSecretHere = () => isSecret(key, value) || secretKeys.includes(key);
      return hasMaskedPart(value) || (isMaskedSecret(value) && isSecretHere());
    })
    .map(([key]) => ({
      property: `config["${key}"]`,
      reason:
        "is a mask that a server shows instead of a secret, and it would become the secret. Give the real secret",
    }));
}
