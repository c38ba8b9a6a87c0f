/**
 * Prepares a config with unknown values, so that Connect can validate the known ones in a preview.
 */
import { literal } from "../../core/pattern";
import type { Config } from "../../connect/wire";
import { type Draft, isUnknown } from "../../core/unknown";
import { knownConfig } from "../config-inputs";
import { type Declared, OWN_KEYS, wireConfig } from "../config";

export interface KnownPart {
  readonly config: Config;
  /** The keys that were left out. */
  readonly unknownKeys: readonly string[];
}

/** Replaces an unknown name: Connect requires one, and nothing depends on it. */
const ANY_NAME = "a-connector-that-is-previewed";

export function knownPart(inputs: Draft<Declared>): KnownPart {
  const wire = wireConfig(inputs);
  const unknownKeys = Object.keys(wire).filter((key) => isUnknown(wire[key]));
  return { config: { [OWN_KEYS.name]: ANY_NAME, ...knownConfig(wire) }, unknownKeys };
}

/**
 * Whether an error does not depend on the unknown values. Kafka's own checks of a key use only that
 * key; a connector's own checks may compare keys, or try to log in with missing credentials.
 */
export function isCertain(key: string, error: string, unknownKeys: readonly string[]): boolean {
  if (unknownKeys.length === 0) return true;
  if (unknownKeys.includes(key) || unknownKeys.some((unknown) => mentions(error, unknown))) {
    return false;
  }
  const ofOneKey =
    error.startsWith(`Missing required configuration "${key}"`) ||
    (error.startsWith("Invalid value ") && error.includes(` for configuration ${key}`));
  return ofOneKey;
}

/** Matches whole names: `topics.regex` does not mention `topics`. */
function mentions(text: string, key: string): boolean {
  const name = literal(key);
  return new RegExp(`(?<![\\w.-])${name}(?![\\w-]|\\.\\w)`).test(text);
}
