/** A config of which a preview does not know every value yet: what Connect can validate all the same. */
import { literal } from "../../core/pattern";
import type { Config } from "../../connect/wire";
import { type Draft, isUnknown } from "../../core/unknown";
import { knownConfig } from "../config-inputs";
import { type Declared, OWN_KEYS, wireConfig } from "../config";

export interface KnownPart {
  readonly config: Config;
  /** The keys that were left out of it. */
  readonly unknownKeys: readonly string[];
}

/** Stands for a name that is not known: Connect wants one, and nothing depends on it. */
const ANY_NAME = "a-connector-that-is-previewed";

export function knownPart(inputs: Draft<Declared>): KnownPart {
  const wire = wireConfig(inputs);
  const unknownKeys = Object.keys(wire).filter((key) => isUnknown(wire[key]));
  return { config: { [OWN_KEYS.name]: ANY_NAME, ...knownConfig(wire) }, unknownKeys };
}

/**
 * Whether an error would be there whatever the unknown values are. Kafka's own checks of one key see
 * that key alone; a connector's own may compare keys, or try to log in with what it lacks.
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

/** As a word of its own: `topics` is not mentioned by `topics.regex`. */
function mentions(text: string, key: string): boolean {
  const name = literal(key);
  return new RegExp(`(?<![\\w.-])${name}(?![\\w-]|\\.\\w)`).test(text);
}
