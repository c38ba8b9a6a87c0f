import { spawnSync } from "node:child_process";
import { debianProgram, environment, type DebianProgram } from "./packages";

/** Runs a quick program and returns its output; an error names the command and the reason. */
export function run(program: DebianProgram, args: readonly string[], input?: string): string {
  const result = spawnSync(debianProgram(program), args, {
    encoding: "utf8",
    env: environment,
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    ...(input === undefined ? {} : { input }),
  });
  if (result.status === 0) return result.stdout;
  const reason = result.error?.message ?? (result.stderr.trim() || `exit code ${result.status}`);
  throw new Error(`${program} ${args.join(" ")}: ${reason}`);
}

/** For commands whose effect may already exist. */
export function tryRun(program: DebianProgram, args: readonly string[], input?: string): boolean {
  try {
    run(program, args, input);
    return true;
  } catch {
    return false;
  }
}
