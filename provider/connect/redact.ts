/** Which config values are secret, and how a text of Connect's is made safe to print. */
import type { Config } from "./api";

const SECRET_WORDS =
  /passw(or)?d|passphrase|secret|token|credential|jaas|user[._-]?info|connection[._-]?string|(api|access|account|private|encryption|shared|signing|sas|master)[._-]?key/i;
/** Keys *about* a secret: where it comes from, what kind it is. */
const ABOUT_SECRETS =
  /[._-](class|source|provider|type|url|uri|endpoint|location|path|file|filename|ms|enabled?|format|encoding|name|header)$|\.key\.id$/i;

/** Whether the name of a config key says that its value is a secret: then it is made one in Pulumi. */
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
  if (!configs.some((config) => Object.values(config).some((value) => REFERENCE.test(value)))) {
    return { message: mask, trace: mask };
  }
  return {
    message: (text) => mask(onlySafeLines(text, configs)),
    trace: (text) => mask(onlyClassesAndFrames(text)),
  };
}

/** For who does not know the config: as if it had references. */
export const UNKNOWN_CONFIG: Redactor = {
  message: (text) => onlySafeLines(text, []),
  trace: onlyClassesAndFrames,
};

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
  /^Cannot complete request momentarily due to stale configuration \(typically caused by a concurrent config change\)$/,
  /^Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway\.$/,
  /^Cannot complete request because of a conflicting operation \(e\.g\. worker rebalance\)$/,
  /^Request timed out$/,
  /^Worker is shutting down$/,
  /^User cannot access the resource\.$/,
  // Our own words, from http.ts.
  /^the answer is not JSON, or was cut off$/,
  /^the answer comes from a gateway or proxy, not from Kafka Connect$/,
  /^redirected: give the url that it leads to$/,
];

/** Reasons of Kafka's own parser and validators, none of which quotes a value. */
const SAFE_REASON =
  /^: (Not a number of type [A-Z]+|Expected value to be [a-z0-9 -]+|(Value|String|entry) must be (at least \d+|no more than \d+|non[- ]empty|non[- ]null))\.?$/;

function onlySafeLines(text: string, configs: readonly Config[]): string {
  const lines = text.split("\n").filter((line) => !/^You can also find the above list/.test(line));
  const safe = lines.map((line) => {
    if (SAFE_LINES.some((form) => form.test(line))) return line;
    return configs.map((config) => safePart(line, config)).find((part) => part !== "") ?? WITHHELD;
  });
  return safe.filter((line, i) => line !== WITHHELD || safe.indexOf(WITHHELD) === i).join("\n");
}

/**
 * `Invalid value V for configuration K: R`, as Kafka's ConfigException writes it, with K's V as
 * declared. R may be a connector's own, and quote whatever it resolved.
 */
function safePart(line: string, config: Config): string {
  for (const [key, value] of Object.entries(config)) {
    const known = `Invalid value ${value} for configuration ${key}`;
    if (!line.startsWith(known) || REFERENCE.test(value)) continue;
    const reason = line.slice(known.length);
    if (reason === "" || SAFE_REASON.test(reason)) return line;
    if (reason.startsWith(":")) return `${known}: ${WITHHELD}`;
  }
  return "";
}

function onlyClassesAndFrames(trace: string): string {
  const lines: string[] = [];
  for (const [i, line] of trace.split("\n").entries()) {
    const exception =
      /^(\s*(?:Caused by|Suppressed): )?((?:[a-z_$][\w$]*\.)+[A-Z][\w$]*)(: .*)?$/.exec(line);
    const begins = exception?.[1] === undefined;
    if (exception?.[2] !== undefined && (!begins || i === 0)) {
      const name = `${exception[1] ?? ""}${exception[2]}`;
      lines.push(exception[3] === undefined ? name : `${name}: ${WITHHELD}`);
    } else if (/^\s+at [\w.$/<>@-]+\([\w.$ :-]+\)$|^\s+\.\.\. \d+ more$/.test(line)) {
      lines.push(line);
    }
  }
  return lines.length === 0 ? WITHHELD : lines.join("\n");
}
