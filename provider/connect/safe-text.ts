/** Extracts the parts of Connect's texts that cannot contain a secret, whatever the config. */
import type { Config } from "./wire";
import { hasReference } from "./references";

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
  // Our own messages, from answer.ts.
  /^the answer is not JSON, or was cut off$/,
];

/** Reasons of Kafka's own parser and validators, none of which quotes a value. */
const SAFE_REASON =
  /^: (Not a number of type [A-Z]+|Expected value to be [a-z0-9 -]+|(Value|String|entry) must be (at least \d+|no more than \d+|non[- ]empty|non[- ]null))\.?$/;

/**
 * The lines whose form proves that they contain no value except one that the config has in plain
 * text.
 */
export function onlySafeLines(text: string, configs: readonly Config[], withheld: string): string {
  const lines = text.split("\n").filter((line) => !/^You can also find the above list/.test(line));
  const safe = lines.map((line) => {
    if (SAFE_LINES.some((form) => form.test(line))) return line;
    const parts = configs.map((config) => safePart(line, config, withheld));
    return parts.find((part) => part !== "") ?? withheld;
  });
  return safe.filter((line, i) => line !== withheld || safe.indexOf(withheld) === i).join("\n");
}

/**
 * `Invalid value V for configuration K: R`, the format of Kafka's ConfigException, if V is K's
 * declared value. R may come from the connector and quote a resolved value.
 */
function safePart(line: string, config: Config, withheld: string): string {
  for (const [key, value] of Object.entries(config)) {
    const known = `Invalid value ${value} for configuration ${key}`;
    if (!line.startsWith(known) || hasReference(value)) continue;
    const reason = line.slice(known.length);
    if (reason === "" || SAFE_REASON.test(reason)) return line;
    if (reason.startsWith(":")) return `${known}: ${withheld}`;
  }
  return "";
}

/** The exception classes and the frames of a stack trace. */
export function onlyClassesAndFrames(trace: string, withheld: string): string {
  const lines: string[] = [];
  for (const [i, line] of trace.split("\n").entries()) {
    const exception =
      /^(\s*(?:Caused by|Suppressed): )?((?:[a-z_$][\w$]*\.)+[A-Z][\w$]*)(: .*)?$/.exec(line);
    const begins = exception?.[1] === undefined;
    if (exception?.[2] !== undefined && (!begins || i === 0)) {
      const name = `${exception[1] ?? ""}${exception[2]}`;
      lines.push(exception[3] === undefined ? name : `${name}: ${withheld}`);
    } else if (/^\s+at [\w.$/<>@-]+\([\w.$ :-]+\)$|^\s+\.\.\. \d+ more$/.test(line)) {
      lines.push(line);
    }
  }
  return lines.length === 0 ? withheld : lines.join("\n");
}
