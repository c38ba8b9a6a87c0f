/** Arguments of a program, before they are checked. */
import { didYouMean } from "./suggest";
import { isUnknown } from "./unknown";

export type Raw = Readonly<Record<string, unknown>>;

export interface Failure {
  /** The property's path: `config["topics"]`. Empty if the failure concerns no property. */
  readonly property: string;
  readonly reason: string;
}

export type Fail = (property: string, reason: string) => void;

export function isMap(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const RESOURCE_OPTIONS = [
  ...["aliases", "customTimeouts", "deleteBeforeReplace", "deletedWith", "dependsOn", "hooks"],
  ...["ignoreChanges", "import", "parent", "protect", "provider", "providers", "replaceOnChanges"],
  ...["retainOnDelete", "transformations", "transforms"],
];

const IS_OPTION = "is a resource option of Pulumi, not an argument: give it with the options";

/** Otherwise, a misspelt argument would be ignored silently. */
export function refuseUnknown(
  path: string,
  value: Raw,
  known: Readonly<Record<string, unknown>>,
  fail: Fail,
): void {
  const names = Object.keys(known);
  for (const key of Object.keys(value).filter((name) => !Object.hasOwn(known, name))) {
    const property = path === "" ? key : `${path}.${key}`;
    const isOption = path === "" && RESOURCE_OPTIONS.includes(key);
    fail(property, isOption ? IS_OPTION : `is not an argument${didYouMean(key, names)}`);
  }
}

/**
 * A name that the provider's state contains in addition to the arguments. Releases before 0.1.0 stored
 * `secretKeys`.
 */
export function isInternal(name: string): boolean {
  return name.startsWith("__") || name === "secretKeys";
}

/** Numbers arrive as strings from config files: `4` and `"4"` mean the same. */
export function asNumber(value: unknown): unknown {
  return typeof value === "string" && !isUnknown(value) ? Number(value) : value;
}

/** Why a value is not a text that must be given; `what` says what it is. */
export function notRequiredText(value: unknown, what: string): string | undefined {
  if (value == null) return `is required: ${what}`;
  if (typeof value !== "string") return `must be a string: ${what}`;
  return value.trim() === "" ? `is required: ${what}` : undefined;
}

export function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

export function isWholeNumber(value: unknown, least: number): boolean {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= least;
}

/**
 * Whether a number may differ from the one in the program (an integer beyond 2^53), or would be
 * written with an exponent, as NaN or as Infinity.
 */
export function isInexact(value: unknown): boolean {
  if (typeof value !== "number") return false;
  return Number.isInteger(value) ? !Number.isSafeInteger(value) : !/^-?[\d.]+$/.test(String(value));
}

/** Why a value of a config, of a connector or a worker, cannot become its text. */
export function notText(value: unknown): string | undefined {
  if (value === null) return "is null: give it a value, or leave out the key";
  if (!["string", "number", "boolean"].includes(typeof value)) {
    return "must be a string, a number or a boolean";
  }
  return isInexact(value)
    ? "is a number that cannot be kept exactly: beyond 2^53, written with an exponent, NaN or Infinity. Write it as a string"
    : undefined;
}

/** Whether a value contains such a number, at any depth. */
export function holdsInexact(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isInexact(value);
  return Object.values(value).some(holdsInexact);
}

export function optional(key: string, value: unknown): Raw {
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  return empty ? {} : { [key]: value };
}

export function defined(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}

export function withoutNull(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value != null));
}
