/** Converts Connect's validation of a config into failures of our inputs' properties. */
import type { ConnectPlugin, ValidatedConfig } from "../../connect/wire";
import { type Declared, OWN_KEYS } from "../config";
import { knownConfig } from "../config-inputs";
import { called } from "../name";
import type { Draft } from "../../core/unknown";
import type { Failure } from "../../core/values";
import type { Redactor } from "../../connect/redact";
import { isCertain } from "./unknown-values";
import { referencesIn } from "../../connect/references";

/** The property that a config key belongs to. */
export function propertyOf(key: string): string {
  const own = Object.entries(OWN_KEYS).find(([, ownKey]) => ownKey === key);
  return own === undefined ? `config["${key}"]` : own[0];
}

export function validationFailures(
  validated: ValidatedConfig,
  { secretKeys = [] }: { readonly secretKeys?: readonly string[] | undefined },
  redactor: Redactor,
  unknownKeys: readonly string[] = [],
): Failure[] {
  return validated.configs.flatMap(({ value }) => {
    if (value === null) return [];
    const secret = secretKeys.includes(value.name);
    const errors = value.errors.filter((error) => isCertain(value.name, error, unknownKeys));
    return errors.map((error) => ({
      property: propertyOf(value.name),
      reason: secret
        ? "is refused by Connect (the message could show the secret)"
        : redactor.message(error),
    }));
  });
}

/**
 * A warning about references that Connect could not resolve: its answer contains them as they were
 * declared. The answer also contains the resolved values of the others, which must not be shown.
 */
export function unresolvedReferences(
  { configs }: ValidatedConfig,
  { name, config }: Draft<Pick<Declared, "name" | "config">>,
): string | undefined {
  const known = knownConfig(config);
  const lines = configs.flatMap(({ value }) => {
    if (value === null) return [];
    // A value of a wrong type is only in the error.
    const shown = [value.value ?? "", ...value.errors];
    const left = referencesIn(known[value.name]).filter((reference) =>
      shown.some((text) => text.includes(reference)),
    );
    return left.map((reference) => `    ${propertyOf(value.name)}: ${reference}`);
  });
  if (lines.length === 0) return undefined;
  return [
    `${called(name)}: the workers did not resolve`,
    ...lines,
    "The connector receives this text unchanged. Is the provider among the workers' config.providers, and does it have this path and key?",
  ].join("\n");
}

/** The message for an unknown class, with the installed ones. */
export function classNotInstalled(
  connectorClass: string,
  plugins: readonly ConnectPlugin[],
): string {
  const installed = plugins
    .map((plugin) => `  ${plugin.class}${plugin.version === undefined ? "" : ` ${plugin.version}`}`)
    .sort();
  return [
    `${connectorClass} is not installed on the Connect workers. Installed are:`,
    ...new Set(installed),
    "Correct the class, or install its plugin on every worker (plugin.path) and restart them.",
  ].join("\n");
}

export function isClassNotFound(serverMessage: string): boolean {
  return /Failed to find any class that implements Connector/i.test(serverMessage);
}
