import { parseArgs } from "node:util";
import { suites } from "./suites";

export interface CommandLine {
  /** The checks and suites to run. */
  readonly chosen: readonly string[];
  readonly grep: string | undefined;
}

export const CHECKS = "checks";
const names: readonly string[] = [CHECKS, ...Object.keys(suites)];

/** Throws for an unknown suite, because the run would pass without a test. */
export function commandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { grep: { type: "string", short: "g" } },
  });
  for (const name of positionals) {
    if (!names.includes(name)) {
      throw new Error(`there is no suite "${name}"; there are ${names.join(", ")}`);
    }
  }
  const chosen = names.filter((name) =>
    positionals.length > 0 ? positionals.includes(name) : suites[name]?.onlyNamed !== true,
  );
  return { chosen, grep: values.grep };
}
