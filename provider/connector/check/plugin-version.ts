/** Config keys that select a plugin's version. Connect before 4.1 does not know them. */
import type { Config, KeyDefinition } from "../../connect/wire";
import { isUnknown, type MaybeUnknown } from "../../core/unknown";
import type { Failure } from "../../core/values";
import { propertyOf } from "./validation";

const CHOOSES =
  /^(connector|(key|value|header)\.converter|(transforms|predicates)\..+)\.plugin\.version$/;

/** If Connect silently ignored a version, the user would notice only when something breaks. */
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
 * Decided by the keys that they define, because vendors' version numbers say less. If Connect's own
 * keys are missing, the answer is unknown.
 */
function ignoresVersions(definitions: readonly KeyDefinition[]): boolean {
  const defined = new Set(definitions.map(({ name }) => name));
  return defined.has("connector.class") && !defined.has("connector.plugin.version");
}
