/** Which config values are secret, and how a text of Connect's is made safe to print. */
import type { Config } from "./connect-api";

const SECRET_WORDS =
  /passw(or)?d|passphrase|secret|token|credential|jaas|connection[._-]?string|(api|access|account|private|encryption|shared|signing|sas|master)[._-]?key/i;
/** Keys *about* a secret: where it comes from, what kind it is. */
const ABOUT_SECRETS =
  /[._-](class|source|provider|type|url|uri|endpoint|location|path|file|filename|ms|enabled?|format|encoding|name|header)$|\.key\.id$/i;

/** Whether a key's name says that its value is a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_WORDS.test(key) && !ABOUT_SECRETS.test(key);
}

/** `${provider:path:key}`, which Connect resolves on the worker: no secret by itself. */
const REFERENCE = /\$\{[^}:]+:[^}]*\}/;

/** Whether a value is nothing but references, so that it may stand in the state in clear. */
export function isReference(value: unknown): boolean {
  return typeof value === "string" && /^(\$\{[^}:]+:[^}]*\})+$/.test(value);
}

export const MASK = "[secret]";
const WITHHELD =
  "[withheld: this config has ${…} references, and Connect prints what they resolve to]";

/** Makes texts of Connect's printable. */
export interface Redactor {
  /** An error message. */
  message(text: string): string;
  /** A stack trace. */
  trace(text: string): string;
}

/**
 * Declared secrets are masked wherever they stand. What a `${…}` reference resolves to can't be
 * known here, and Connect prints it (validation errors, traces): of a config that has references,
 * only texts whose form proves that they hold none of it come through.
 */
export function createRedactor(
  config: Config,
  secretKeys: readonly string[] = [],
  more: readonly string[] = [],
): Redactor {
  const secrets = [...secretKeys.map((key) => config[key] ?? ""), ...more];
  const mask = masker(secrets);
  if (!Object.values(config).some((value) => REFERENCE.test(value))) {
    return { message: mask, trace: mask };
  }
  return {
    message: (text) => mask(onlySafeLines(text, config)),
    trace: (text) => mask(onlyClassesAndFrames(text)),
  };
}

/** One pass, longest first: what is put in is not looked at again. */
function masker(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret !== "" && !isReference(secret));
  if (known.length === 0) return (text) => text;
  const pattern = known
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"))
    .join("|");
  return (text) => text.replace(new RegExp(pattern, "g"), () => MASK);
}

const SAFE_LINES = [
  /^Connector configuration is invalid and contains the following \d+ error\(s\):$/,
  /^Missing required configuration "[\w.-]+" which has no default value\.$/,
  /^Connector [\w.-]+ (already exists|not found)$/,
  /^Request cannot be completed because a rebalance is expected$/,
  /^User cannot access the resource\.$/,
];

function onlySafeLines(text: string, config: Config): string {
  const lines = text.split("\n").filter((line) => !/^You can also find the above list/.test(line));
  const safe = lines.map((line) => {
    if (SAFE_LINES.some((form) => form.test(line))) return line;
    return quotesOnlyWhatWasDeclared(line, config) ? line : WITHHELD;
  });
  return safe.filter((line, i) => line !== WITHHELD || safe.indexOf(WITHHELD) === i).join("\n");
}

/** `Invalid value V for configuration K: …`, as Kafka's ConfigException writes it, with K's V as declared. */
function quotesOnlyWhatWasDeclared(line: string, config: Config): boolean {
  const key = /^Invalid value .* for configuration ([\w.-]+)(:|$)/s.exec(line)?.[1];
  const value = key === undefined ? undefined : config[key];
  if (value === undefined || REFERENCE.test(value)) return false;
  return line.startsWith(`Invalid value ${value} for configuration ${key}`);
}

function onlyClassesAndFrames(trace: string): string {
  const lines: string[] = [];
  for (const line of trace.split("\n")) {
    const exception =
      /^((?:Caused by: |Suppressed: )?(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*)(: .*)?$/.exec(line);
    if (exception?.[1] !== undefined) {
      lines.push(exception[2] === undefined ? exception[1] : `${exception[1]}: ${WITHHELD}`);
    } else if (/^\s+at [\w.$/<>@-]+\([\w.$ :-]+\)$|^\s+\.\.\. \d+ more$/.test(line)) {
      lines.push(line);
    }
  }
  return lines.length === 0 ? WITHHELD : lines.join("\n");
}
