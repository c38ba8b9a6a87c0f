/** Lists what adopting an existing connector changes. */
import { type Declared, hides, isIgnored, OWN_KEYS, wireConfig } from "../config";
import type { Config, ConnectorStatus, KeyDefinition } from "../../connect/wire";
import type { Inputs } from "../inputs";
import { MASK } from "../../connect/redact";
import { isReference } from "../../connect/references";
import { isSecret, mayBeSecret } from "../../connect/secrets";
import { driftedState } from "../../connect/status";

/**
 * One line for each key, without secrets; empty if nothing would be written. `definitions` are
 * undefined if Connect does not return them.
 */
export function adoptionChanges(
  inputs: Declared & Pick<Inputs, "state">,
  live: Config,
  status: ConnectorStatus | undefined,
  definitions: readonly KeyDefinition[] | undefined,
): string[] {
  const passwords = (definitions ?? []).filter(({ type }) => type === "PASSWORD");
  const secret = new Set([...passwords.map(({ name }) => name), ...(inputs.secretKeys ?? [])]);
  const unknown = (key: string, value: string) =>
    definitions === undefined && inputs.config[key] !== value && mayBeSecret(key, value);
  const shown = (key: string, value: string | undefined) => {
    if (value === undefined) return "nothing";
    if (isReference(value)) return JSON.stringify(value);
    const hidden = secret.has(key) || isSecret(key, value) || unknown(key, value);
    return hidden ? MASK : JSON.stringify(value);
  };
  const changes = changedKeys(inputs, live).map(
    ([key, before, after]) => `${argument(key)}: ${shown(key, before)} => ${shown(key, after)}`,
  );
  const state = driftedState(status, inputs.state);
  return state === inputs.state ? changes : [...changes, `state: "${state}" => "${inputs.state}"`];
}

type ChangedKey = [key: string, before: string | undefined, after: string | undefined];

/** Compares like a write of the config: a masked value counts as the declared one. */
function changedKeys(inputs: Declared, live: Config): ChangedKey[] {
  const wire = wireConfig(inputs);
  const before: Config = { ...live, [OWN_KEYS.tasksMax]: live[OWN_KEYS.tasksMax] ?? "1" };
  return [...new Set([...Object.keys(before), ...Object.keys(wire)])]
    .filter((key) => key !== OWN_KEYS.name)
    .filter((key) => wire[key] !== undefined || !isIgnored(key, inputs))
    .map((key): ChangedKey => [key, before[key], wire[key]])
    .filter(([key, was, is]) => {
      if (was === undefined || is === undefined) return was !== is;
      return was !== is && !hides(inputs, key, was, is);
    })
    .sort(([a], [b]) => a.localeCompare(b));
}

/** The argument for a key of the wire format, if it has its own. */
function argument(key: string): string {
  const own = Object.entries(OWN_KEYS).find(([, wireKey]) => wireKey === key);
  return own?.[0] ?? key;
}
