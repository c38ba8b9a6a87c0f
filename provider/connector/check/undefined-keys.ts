/** Finds config keys that nothing on the workers defines. Most of them are misspelt. */
import type { Config, ValidatedConfig } from "../../connect/wire";
import { didYouMean } from "../../core/suggest";
import { type Declared, isIgnored, OWN_KEYS } from "../config";
import { type Draft, isKnown, isUnknown } from "../../core/unknown";
import { knownConfig } from "../config-inputs";
import { isPassedOn, overrideOf, TOPIC_GROUPS, topicKeys } from "./passed-on";

/** Keys for plugin versions, which have their own check. */
const VERSION = /\.plugin\.version$/;
const CONVERTER = /^(key|value|header)\.converter\./;
/** Keys that Connect itself defines for every transform and predicate. */
const ALIAS = /^((?:transforms|predicates)\.[^.]+)\.(?!(?:type|predicate|negate)$)/;

/** One line for each such key, with the most similar known key. The key's value may be unknown. */
export function undefinedKeys(
  { config, ignoreKeys }: Draft<Pick<Declared, "config" | "ignoreKeys">>,
  validated: ValidatedConfig,
  unknownKeys: readonly string[],
): string[] {
  if (isUnknown(config) || !isKnown(ignoreKeys)) return [];
  const defined = validated.configs.flatMap(({ definition, value }) => {
    const name = definition?.name ?? value?.name;
    return name === undefined ? [] : [name];
  });
  // An answer without Connect's own keys lists only mistakes.
  if (!defined.includes(OWN_KEYS.class)) return [];
  const known = new Set([...defined, ...Object.values(OWN_KEYS)]);
  const values = knownConfig(config);
  const lists = listedNames(values);
  return Object.keys(config)
    .filter((key) => !known.has(key) && !isIgnored(key, { ignoreKeys }))
    .filter((key) => !isPassedOn(key, values, defined) && !isReadElsewhere(key, defined, lists))
    .filter((key) => !unknownKeys.some((unknown) => key.startsWith(scopeOf(unknown))))
    .map((key) => {
      const client = overrideOf(key);
      const meant =
        client === undefined
          ? didYouMean(key, [...defined, ...topicKeys(values, defined)])
          : `: did you mean "${client}"?`;
      return `config["${key}"] is not defined by anything on the workers${meant}`;
    });
}

/**
 * The keys whose meaning depends on an unknown value: `transforms.…` on `transforms`, siblings on
 * `….type`, those of topics on their groups.
 */
function scopeOf(key: string): string {
  if (key === TOPIC_GROUPS) return key.slice(0, -"groups".length);
  return key.endsWith(".type") ? key.slice(0, -"type".length) : `${key}.`;
}

/** The names in lists, such as `converters: "isbn"`, for which a connector reads `isbn.…`. */
function listedNames(config: Config): Set<string> {
  return new Set(
    Object.values(config)
      .flatMap((value) => value.split(","))
      .map((n) => n.trim()),
  );
}

function isReadElsewhere(key: string, defined: readonly string[], lists: Set<string>): boolean {
  if (VERSION.test(key) || lists.has(key.split(".", 1)[0] ?? "")) return true;
  const scope = CONVERTER.exec(key)?.[0] ?? scopeOfAlias(key);
  if (scope === undefined) return false;
  // Older workers do not list the keys of converters, nor those of an alias with a wrong class.
  const listed = defined.filter((name) => name.startsWith(scope) && !VERSION.test(name));
  return !listed.some((name) => CONVERTER.test(name) || ALIAS.test(name));
}

function scopeOfAlias(key: string): string | undefined {
  const alias = ALIAS.exec(key)?.[1];
  return alias === undefined ? undefined : `${alias}.`;
}
