/** What taking over a connector that exists already changes of it. */
import { isIgnored, isMasked, OWN_KEYS, wireConfig } from "../config";
import type { Config, ConnectorStatus } from "../../connect/api";
import type { Inputs } from "../inputs";
import { isReference, isSecretKey, MASK } from "../../connect/redact";
import { driftedState } from "../../connect/status";

/** A line for each key, without secrets; none when nothing would be written. */
export function takeOverChanges(
  inputs: Inputs,
  live: Config,
  status: ConnectorStatus | undefined,
  passwordKeys: readonly string[],
): string[] {
  const secret = new Set([...passwordKeys, ...(inputs.secretKeys ?? [])]);
  const shown = (key: string, value: string | undefined) => {
    if (value === undefined) return "nothing";
    const hidden = (secret.has(key) || isSecretKey(key)) && !isReference(value);
    return hidden ? MASK : JSON.stringify(value);
  };
  const changes = changedKeys(inputs, live).map(
    ([key, before, after]) => `${argument(key)}: ${shown(key, before)} => ${shown(key, after)}`,
  );
  const state = driftedState(status, inputs.state);
  return state === inputs.state ? changes : [...changes, `state: "${state}" => "${inputs.state}"`];
}

type ChangedKey = [key: string, before: string | undefined, after: string | undefined];

/** As a write of the config compares them: what a masked value hides is taken for the declared one. */
function changedKeys(inputs: Inputs, live: Config): ChangedKey[] {
  const wire = wireConfig(inputs);
  const before: Config = { ...live, [OWN_KEYS.tasksMax]: live[OWN_KEYS.tasksMax] ?? "1" };
  return [...new Set([...Object.keys(before), ...Object.keys(wire)])]
    .filter((key) => key !== OWN_KEYS.name)
    .filter((key) => wire[key] !== undefined || !isIgnored(key, inputs))
    .map((key): ChangedKey => [key, before[key], wire[key]])
    .filter(([, was, is]) => was !== is && !(is !== undefined && isMasked(was ?? "")))
    .sort(([a], [b]) => a.localeCompare(b));
}

/** The argument that a key of the wire has, if it has one. */
function argument(key: string): string {
  const own = Object.entries(OWN_KEYS).find(([, wireKey]) => wireKey === key);
  return own?.[0] ?? key;
}
