/** What others changed in a connector's config, as inputs that a preview can compare key by key. */
import { type Declared, hides, isIgnored, isOwnKey, OWN_KEYS } from "./config";
import type { Config } from "../connect/wire";
import { isReference } from "../connect/references";
import { isSecret } from "../connect/secrets";

/** Stands in the state for a secret that someone else wrote to the connector. */
export const ADDED_SECRET = "[secret added outside of Pulumi]";
/** Stands in the state for the value that someone else gave to a secret. */
export const CHANGED_SECRET = "[secret changed outside of Pulumi]";

/**
 * The declared inputs as they would have to be written to describe what is on the server. Equal to
 * `declared` when nothing has drifted. A value that the server masks is taken for the declared one.
 *
 * `isPassword` says which keys the class defines as passwords; without it only keys and values that
 * look like secrets are treated as such.
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

/** Keys on the server that are neither declared nor ignored. */
export function addedKeys(declared: Declared, live: Config): string[] {
  return Object.keys(live).filter(
    (key) => !Object.hasOwn(declared.config, key) && !isOwnKey(key) && !isIgnored(key, declared),
  );
}
