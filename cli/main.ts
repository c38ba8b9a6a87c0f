#!/usr/bin/env node
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { type Command, CommanderError } from "commander";
import { CliError, EXIT } from "./exit";
import { createProgram, NAME } from "./program";
import { terminalOf } from "./terminal";

async function main(): Promise<number> {
  let code: number = EXIT.ok;
  const program = createProgram({
    terminal: terminalOf(process.stdout),
    version: versionOf(path.join(__dirname, "..", "..", "package.json")),
    interruption,
    done: (result) => (code = result),
  });
  neverExit(program);
  try {
    await program.parseAsync();
    return code;
  } catch (error) {
    // Commander has already printed the message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return printError(error);
  }
}

/** Replaces Commander's exit codes with ours. */
function neverExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) neverExit(child);
}

/**
 * Prints one line. The stack trace is for developers of this package and contains no answers of
 * servers.
 */
function printError(error: unknown): number {
  process.stderr.write(`${NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env["DEBUG"] !== undefined) {
    for (let one = error; one instanceof Error; one = one.cause) console.error(one.stack);
  }
  return error instanceof CliError ? error.code : EXIT.failed;
}

function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** For commands that run until Ctrl-C, which simply ends all others. */
function interruption(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
  return abort.signal;
}

// A reader such as `| head` has closed the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.failed);
});

void main().then((code) => {
  // Idle connections must not keep the process alive, but all output must arrive.
  process.stdout.write("", () => process.exit(code));
});
