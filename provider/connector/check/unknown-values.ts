/** A config of which a preview does not know every value yet: what Connect can validate all the same. */
import { literal } from "../../core/pattern";
import type { Config } from "../../connect/api";
import { OWN_KEYS, wireConfig } from "../config";
import type { Inputs } from "../inputs";
import { UNKNOWN } from "../../core/values";

export interface KnownPart {
  readonly config: Config;
  /** The keys that were left out of it. */
  readonly unknownKeys: readonly string[];
}

/** Stands for a name that is not known: Connect wants one, and nothing depends on it. */
const ANY_NAME = "a-connector-that-is-previewed";

export function knownPart(inputs: Inputs): KnownPart {
  const all = Object.entries(wireConfig(inputs));
  const unknownKeys = all.filter(([, value]) => value === UNKNOWN).map(([key]) => key);
  const known = Object.fromEntries(all.filter(([, value]) => value !== UNKNOWN));
  return { config: { [OWN_KEYS.name]: ANY_NAME, ...known }, unknownKeys };
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
