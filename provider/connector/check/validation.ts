/** Connect's own validation of a config, as failures on the properties of our inputs. */
import type { ConnectPlugin, ValidatedConfig } from "../../connect/api";
import { OWN_KEYS } from "../config";
import type { Inputs } from "../inputs";
import type { Failure } from "../../core/values";
import type { Redactor } from "../../connect/redact";
import { isCertain } from "./unknown-values";

/** The property that a config key belongs to. */
export function propertyOf(key: string): string {
  const own = Object.entries(OWN_KEYS).find(([, ownKey]) => ownKey === key);
  return own === undefined ? `config["${key}"]` : own[0];
}

export function validationFailures(
  validated: ValidatedConfig,
  inputs: Inputs,
  redactor: Redactor,
  unknownKeys: readonly string[] = [],
): Failure[] {
  return validated.configs.flatMap(({ value }) => {
    if (value === null) return [];
    const secret = inputs.secretKeys?.includes(value.name) === true;
    const errors = value.errors.filter((error) => isCertain(value.name, error, unknownKeys));
    return errors.map((error) => ({
      property: propertyOf(value.name),
      reason: secret
        ? "is refused by Connect (the message could show the secret)"
        : redactor.message(error),
    }));
  });
}

/** What to say when Connect does not know the class: what it has instead. */
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
