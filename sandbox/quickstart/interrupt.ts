import { say } from "../progress";

let commandRuns = false;
let interrupted = false;

/** An orderly exit lets the exit handlers discard half-built caches and release locks. */
export function exitOnInterrupt(): void {
  process.on("SIGINT", () => {
    interrupted = true;
    if (!commandRuns) process.exit(130);
  });
  process.once("SIGTERM", () => process.exit(143));
}

/**
 * For a command in the foreground, which also gets Ctrl-C: Pulumi then completes the running
 * operations and writes its state. If we ended earlier, its last lines would mix with the shell's
 * prompt.
 */
export async function interruptedWithCommand<T>(command: Promise<T>): Promise<T> {
  commandRuns = true;
  try {
    return await command;
  } finally {
    commandRuns = false;
    if (interrupted) {
      say("interrupted; the same command goes on from here");
      process.exit(130);
    }
  }
}
