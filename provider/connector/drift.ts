/** Turns drift in a connector's config into inputs that a preview can compare key by key. */
import { type Declared, hides, isIgnored, isOwnKey, OWN_KEYS } from "./config";
import type { Config } from "../connect/wire";
import { isReference } from "../connect/references";
import { isSecret } from "../connect/secrets";

/** The state's placeholder for a secret that somebody else added to the connector. */
export const ADDED_SECRET = "[secret added outside of Pulumi]";
/** The state's placeholder for a secret that somebody else changed. */
export const CHANGED_SECRET = "[secret changed outside of Pulumi]";

/**
 * The inputs that would describe the connector on the server. They equal `declared` if nothing has
 * drifted. A masked value counts as the declared one.
 *
 * `isPassword` returns which keys the class defines as passwords; without it, only keys and values
 * that look like secrets count as secret.
 */
export function drifted<T extends Declared>(
  declared: T,
  live: Config,
  isPassword: (key: string) => boolean = () => false,
): T {
  const secret = (key: string, found: string) =>
    !isReference(found) && (isSecret(key, found) || isPassword(key));
  const config: Record<string, string> = {};
  for (const [key, value] of Object.entries(declared.config)) {
    const found = live[key];
    if (found === undefined) continue;
    if (found === value || hides(declared, key, found, value)) config[key] = value;
    else if (declared.secretKeys?.includes(key) === true) config[key] = CHANGED_SECRET;
    else config[key] = secret(key, found) ? ADDED_SECRET : found;
  }
  for (const key of addedKeys(declared, live)) {
    const found = live[key] ?? "";
    config[key] = secret(key, found) ? ADDED_SECRET : found;
  }
  const tasksMax = Number(live[OWN_KEYS.tasksMax] ?? "1");
  return {
    ...declared,
    class: live[OWN_KEYS.class] ?? declared.class,
    tasksMax: Number.isFinite(tasksMax) ? tasksMax : declared.tasksMax,
    config,
  };
}

/** The keys on the server that are neither declared nor ignored. */
export function addedKeys(declared: Declared, live: Config): string[] {
  return Object.keys(live).filter(
    (key) => !Object.hasOwn(declared.config, key) && !isOwnKey(key) && !isIgnored(key, declared),
  );
}
