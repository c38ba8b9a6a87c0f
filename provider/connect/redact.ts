/** Makes Connect's messages and traces safe to show. */
import { literal } from "../core/pattern";
import type { Config } from "./wire";
import { hasReference, isReference } from "./references";
import { onlyClassesAndFrames, onlySafeLines } from "./safe-text";
import { formsOf } from "./secret-values";

export const MASK = "[secret]";

/** Why a text is not shown, which decides the reader's next step. */
export type Reason = "unknown" | "undefinedKeys" | "masked" | "references";

export const WITHHELD: Readonly<Record<Reason, string>> = {
  unknown: "[withheld: it may show a secret of the config, which is not known here]",
  undefinedKeys:
    "[withheld: it may show a secret, and Connect does not say which keys of the class are passwords]",
  masked: "[withheld: it may show a secret, and the config is masked]",
  references:
    "[withheld: this config has ${…} references, and Connect prints what they resolve to]",
};

/** Makes texts from Connect printable. */
export interface Redactor {
  /** An error message. */
  readonly message: (text: string) => string;
  /** A stack trace. */
  readonly trace: (text: string) => string;
}

/** What a redactor needs to know about a config. */
export interface Known {
  readonly config: Config;
  readonly secretKeys?: readonly string[] | undefined;
  /** Secrets outside the config. */
  readonly more?: readonly string[];
}

/**
 * Masks declared secrets everywhere. The resolved values of `${…}` references are unknown here, but
 * Connect prints them in validation errors and traces. If the config has references, only texts
 * whose form proves that they contain no such value are shown. An update has two configs: the
 * previous and the new one.
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

/** Shows only text that cannot contain a value of a config. */
export function withholding(reason: Reason, configs: readonly Config[] = []): Redactor {
  return {
    message: (text) => onlySafeLines(text, configs, WITHHELD[reason]),
    trace: (text) => onlyClassesAndFrames(text, WITHHELD[reason]),
  };
}

/** The redactor for callers that do not know the config. */
export const UNKNOWN_CONFIG: Redactor = withholding("unknown");

/** Shorter parts or forms of a secret would mask unrelated words. */
const LEAST_PART = 4;

/** Replaces in one pass, longest first, so that inserted text is not searched again. */
function masker(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== "" && !isReference(secret));
  if (known.length === 0) return (text) => text;
  // Every operation has a redactor, and few of them ever have a text to redact.
  let pattern: RegExp | undefined;
  return (text) => text.replace((pattern ??= anyForm(known)), () => MASK);
}

function anyForm(secrets: readonly string[]): RegExp {
  const forms = secrets.flatMap(formsOf).filter((form) => form.length >= LEAST_PART);
  const longestFirst = [...new Set([...secrets, ...forms])].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(literal).join("|"), "g");
}
