/** A connector's config in the wire format, and its comparison with the config on the cluster. */
import { literal } from "../core/pattern";
import { type Draft, isUnknown } from "../core/unknown";
import type { Config } from "../connect/wire";
import { isMasked, isMaskedSecret, mayHide } from "../connect/masks";
import { isSecretKey } from "../connect/secret-keys";

/** The inputs that Connect stores as the connector's config. */
export interface Declared {
  readonly name: string;
  readonly class: string;
  readonly tasksMax: number;
  readonly config: Config;
  readonly secretKeys?: readonly string[];
  readonly ignoreKeys?: readonly string[];
}

/** Keys with their own argument. */
export const OWN_KEYS = { name: "name", class: "connector.class", tasksMax: "tasks.max" } as const;

/** Keys that servers add by themselves. They are never drift, whatever the user ignores. */
const ADDED_BY_SERVERS = ["name", "__internal.*"];

export function wireConfig(declared: Declared): Config;
export function wireConfig(declared: Draft<Declared>): Draft<Config>;
export function wireConfig(declared: Draft<Declared>): Draft<Config> {
  const { config, tasksMax } = declared;
  return {
    ...(isUnknown(config) ? {} : config),
    [OWN_KEYS.name]: declared.name,
    [OWN_KEYS.class]: declared.class,
    [OWN_KEYS.tasksMax]: isUnknown(tasksMax) ? tasksMax : String(tasksMax),
  };
}

/** Whether two configs are the same for Connect: `tasks.max` defaults to 1. */
export function sameConfig(a: Config, b: Config): boolean {
  const normal = (config: Config): Config => ({ [OWN_KEYS.tasksMax]: "1", ...config });
  const [left, right] = [normal(a), normal(b)];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && left[key] === right[key])
  );
}

/**
 * Whether the live connector has the declared config. Keys that a server added or that the user
 * ignores do not count. A masked value counts as the one declared `before`, if the mask can hide
 * that.
 */
export function alreadyThere(declared: Declared, live: Config, before?: Config): boolean {
  const wire = wireConfig(declared);
  const comparable: Record<string, string> = {};
  for (const [key, value] of Object.entries(live)) {
    if (wire[key] === undefined && isIgnored(key, declared)) continue;
    const known = (before ?? wire)[key];
    comparable[key] = known !== undefined && hides(declared, key, value, known) ? known : value;
  }
  comparable[OWN_KEYS.name] = declared.name; // Apache's Connect writes it, but not every vendor's does.
  return sameConfig(wire, comparable);
}

/** The declared config, plus the server's keys that the user leaves to others. */
export function withIgnoredKeys(declared: Declared, live: Config): Config {
  return { ...othersKeys(declared, live).shown, ...wireConfig(declared) };
}

/** The keys that `ignoreKeys` leaves to others. The server hides the value of `hidden` ones. */
export function othersKeys(
  declared: Declared,
  live: Config,
): { readonly shown: Config; readonly hidden: readonly string[] } {
  const wire = wireConfig(declared);
  const theirs = Object.entries(live).filter(
    ([key]) => wire[key] === undefined && matches(key, declared.ignoreKeys ?? []),
  );
  const isShown = ([key, value]: [string, string]) => !isHidden(key, value);
  return {
    shown: Object.fromEntries(theirs.filter(isShown)),
    hidden: theirs.filter((entry) => !isShown(entry)).map(([key]) => key),
  };
}

/** Whether a server hides the value of an undeclared key. */
export function isHidden(key: string, shown: string): boolean {
  return isMasked(shown) || (isSecretKey(key) && isMaskedSecret(shown));
}

/** Whether the server's value for a key can be `value`, masked. */
export function hides(declared: Declared, key: string, shown: string, value: string): boolean {
  return shown !== value && mayHide(shown, value, declared.secretKeys?.includes(key) === true);
}

export function isOwnKey(key: string): boolean {
  return Object.values<string>(OWN_KEYS).includes(key);
}

/** Whether an undeclared key on the server stays unchanged. */
export function isIgnored(
  key: string,
  { ignoreKeys = [] }: { readonly ignoreKeys?: readonly string[] | undefined },
): boolean {
  return matches(key, [...ADDED_BY_SERVERS, ...ignoreKeys]);
}

/** Patterns are literal, except that `*` matches any text. */
function matches(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map(literal);
    return new RegExp(`^${parts.join(".*")}$`).test(key);
  });
}
