/** Config keys that choose a plugin's version, which Connect before 4.1 takes for any other key. */
import type { Config, KeyDefinition } from "../../connect/wire";
import { isUnknown, type MaybeUnknown } from "../../core/unknown";
import type { Failure } from "../../core/values";
import { propertyOf } from "./validation";

const CHOOSES =
  /^(connector|(key|value|header)\.converter|(transforms|predicates)\..+)\.plugin\.version$/;

/** A version that is asked for and silently not given would show first when something breaks. */
export function ignoredVersions(
  config: MaybeUnknown<Config>,
  definitions: readonly KeyDefinition[],
  url: string,
): Failure[] {
  if (isUnknown(config) || !ignoresVersions(definitions)) return [];
  const reason =
    `needs Kafka Connect 4.1 or later. The workers of ${url} are older: they would ignore it and use ` +
    "the installed version. Remove it from the program.";
  return Object.keys(config)
    .filter((key) => CHOOSES.test(key))
    .map((key) => ({ property: propertyOf(key), reason }));
}

/**
 * Decided by the keys that they define, because vendors' version numbers say less. Without Connect's own
 * keys among them nothing is known.
 */
function ignoresVersions(definitions: readonly KeyDefinition[]): boolean {
  const defined = new Set(definitions.map(({ name }) => name));
  return defined.has("connector.class") && !defined.has("connector.plugin.version");
}
