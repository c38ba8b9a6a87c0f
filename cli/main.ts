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
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return tell(error);
  }
}

/** The exit codes are ours. */
function neverExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) neverExit(child);
}

/** One line. Where it comes from is for whoever looks for a fault of ours: the stacks hold no answer. */
function tell(error: unknown): number {
  process.stderr.write(`${NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env["DEBUG"] !== undefined) {
    for (let one = error; one instanceof Error; one = one.cause) console.error(one.stack);
  }
  return error instanceof CliError ? error.code : EXIT.failed;
}

function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** For who goes on until Ctrl-C; all else just ends by it. */
function interruption(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
  return abort.signal;
}

// `| head` has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.failed);
});

void main().then((code) => {
  // Connections that are kept for a next call must not keep the process; what is written must arrive.
  process.stdout.write("", () => process.exit(code));
});
