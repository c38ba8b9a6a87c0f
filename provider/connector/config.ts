/** A connector's config: as it goes over the wire, compared, and compared with what is there. */
import type { Config } from "../connect/api";
import { isReference, isSecretKey } from "../connect/redact";

/** The part of a connector's inputs that Connect keeps as its config. */
export interface Declared {
  readonly name: string;
  readonly class: string;
  readonly tasksMax: number;
  readonly config: Config;
  readonly secretKeys?: readonly string[];
  readonly ignoreKeys?: readonly string[];
}

/** Keys that have an argument of their own. */
export const OWN_KEYS = { name: "name", class: "connector.class", tasksMax: "tasks.max" } as const;

/** What servers add by themselves: never drift, whatever the user ignores. */
const ADDED_BY_SERVERS = ["name", "__internal.*"];

export function wireConfig(declared: Declared): Config {
  return {
    ...declared.config,
    [OWN_KEYS.name]: declared.name,
    [OWN_KEYS.class]: declared.class,
    [OWN_KEYS.tasksMax]: String(declared.tasksMax),
  };
}

/** Whether Connect would see two configs as the same: `tasks.max` is 1 when absent. */
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
 * Whether the connector that is there already has the declared config: keys that a server added or
 * that the user ignores do not count. What a masked value hides is taken for the one declared
 * `before`.
 */
export function alreadyThere(declared: Declared, live: Config, before?: Config): boolean {
  const wire = wireConfig(declared);
  const comparable: Record<string, string> = {};
  for (const [key, value] of Object.entries(live)) {
    if (wire[key] === undefined && isIgnored(key, declared)) continue;
    comparable[key] = isMasked(value) ? ((before ?? wire)[key] ?? value) : value;
  }
  comparable[OWN_KEYS.name] = declared.name; // Written by Connect 0.9 and later, not by every vendor's.
  return sameConfig(wire, comparable);
}

/** The declared config plus the keys on the server that the user leaves to others. */
export function withIgnoredKeys(declared: Declared, live: Config): Config {
  const theirs = Object.entries(live).filter(
    ([key, value]) => matches(key, declared.ignoreKeys ?? []) && !isMasked(value),
  );
  return { ...Object.fromEntries(theirs), ...wireConfig(declared) };
}

/**
 * The declared inputs as they would have to be written to describe what is on the server. Equal to
 * `declared` when nothing has drifted. Secret and masked values are never compared.
 */
export function drifted<T extends Declared>(declared: T, live: Config): T {
  const secret = new Set(declared.secretKeys);
  const config: Record<string, string> = {};
  for (const [key, value] of Object.entries(declared.config)) {
    const actual = live[key];
    if (actual === undefined) continue;
    const incomparable = secret.has(key) || isMasked(actual) || actual === value;
    config[key] = incomparable ? value : storable(key, actual);
  }
  for (const [key, value] of Object.entries(live)) {
    if (Object.hasOwn(declared.config, key) || isOwnKey(key) || isIgnored(key, declared)) continue;
    config[key] = storable(key, value);
  }
  const tasksMax = Number(live[OWN_KEYS.tasksMax] ?? "1");
  return {
    ...declared,
    class: live[OWN_KEYS.class] ?? declared.class,
    tasksMax: Number.isFinite(tasksMax) ? tasksMax : declared.tasksMax,
    config,
  };
}

/** Stands in the state for a secret that somebody else wrote to the connector. */
export const ADDED_SECRET = "[secret added outside of Pulumi]";

/** What is found would be stored in clear: whoever wrote it did not tell us that it is a secret. */
function storable(key: string, found: string): string {
  return isSecretKey(key) && !isReference(found) ? ADDED_SECRET : found;
}

/**
 * What servers and gateways put in the place of a value that they do not show; some leave its last
 * characters. No pattern of files, as `**` and a slash begin one.
 */
export function isMasked(value: string): boolean {
  return /^\*{3,}[^*/]*$|^[[<(](hidden|redacted|masked|secret)[\])>]$/i.test(value);
}

function isOwnKey(key: string): boolean {
  return Object.values<string>(OWN_KEYS).includes(key);
}

/** Whether a key of the server that is not declared is left as it is. */
export function isIgnored(key: string, declared: Declared): boolean {
  return matches(key, [...ADDED_BY_SERVERS, ...(declared.ignoreKeys ?? [])]);
}

/** Patterns are literal, but for `*`, which stands for any run of characters. */
function matches(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${literal.join(".*")}$`).test(key);
  });
}
