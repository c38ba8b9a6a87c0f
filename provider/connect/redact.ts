/** Makes what Connect prints safe to show. */
import { literal } from "../core/pattern";
import type { Config } from "./wire";
import { hasReference, isReference } from "./references";
import { onlyClassesAndFrames, onlySafeLines } from "./safe-text";
import { secretsWithin } from "./secret-values";

export const MASK = "[secret]";

/** Why a text is not shown: the reader's next step differs. */
export type Reason = "unknown" | "undefinedKeys" | "masked" | "references";

export const WITHHELD: Readonly<Record<Reason, string>> = {
  unknown: "[withheld: it may show a secret of the config, which is not known here]",
  undefinedKeys:
    "[withheld: it may show a secret, and Connect does not say which keys of the class are passwords]",
  masked: "[withheld: it may show a secret, and the config is masked]",
  references:
    "[withheld: this config has ${…} references, and Connect prints what they resolve to]",
};

/** Makes texts of Connect's printable. */
export interface Redactor {
  /** An error message. */
  readonly message: (text: string) => string;
  /** A stack trace. */
  readonly trace: (text: string) => string;
}

/** What a redactor has to know of one config. */
export interface Known {
  readonly config: Config;
  readonly secretKeys?: readonly string[] | undefined;
  /** Secrets that are not in the config. */
  readonly more?: readonly string[];
}

/**
 * Declared secrets are masked wherever they stand. What a `${…}` reference resolves to can't be
 * known here, and Connect prints it (validation errors, traces): of a config that has references,
 * only texts whose form proves that they hold none of it come through. An update has two configs:
 * the one of before and the one of now.
 */
export function createRedactor(...known: readonly Known[]): Redactor {
  const configs = known.map(({ config }) => config);
  const mask = masker(
    known.flatMap(({ config, secretKeys = [], more = [] }) => [
      ...secretKeys.map((key) => config[key] ?? ""),
      ...more,
    ]),
  );
  if (!configs.some((config) => Object.values(config).some(hasReference))) {
    return { message: mask, trace: mask };
  }
  const { message, trace } = withholding("references", configs);
  return { message: (text) => mask(message(text)), trace: (text) => mask(trace(text)) };
}

/** Shows only what cannot hold a value of a config. */
export function withholding(reason: Reason, configs: readonly Config[] = []): Redactor {
  return {
    message: (text) => onlySafeLines(text, configs, WITHHELD[reason]),
    trace: (text) => onlyClassesAndFrames(text, WITHHELD[reason]),
  };
}

/** For who does not know the config. */
export const UNKNOWN_CONFIG: Redactor = withholding("unknown");

/** Shorter parts of a secret would mask words that have nothing to do with it. */
const LEAST_PART = 4;

/** One pass, longest first: what is put in is not looked at again. */
function masker(secrets: readonly string[]): (text: string) => string {
  const parts = secrets.flatMap(secretsWithin).filter((part) => part.length >= LEAST_PART);
  const known = [...new Set([...secrets, ...parts])].filter(
    (secret) => secret !== "" && !isReference(secret),
  );
  if (known.length === 0) return (text) => text;
  const pattern = known
    .sort((a, b) => b.length - a.length)
    .map(literal)
    .join("|");
  return (text) => text.replace(new RegExp(pattern, "g"), () => MASK);
}
