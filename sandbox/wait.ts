import { setTimeout as pause } from "node:timers/promises";

export interface WaitOptions {
  /** Ends the sentence "waited … for". */
  readonly what: string;
  readonly deadlineMs: number;
  readonly intervalMs?: number;
  /** Throws if waiting longer makes no sense, for example because the process has died. */
  readonly giveUp?: () => void;
}

/**
 * The factor for all time limits. A test run sets SANDBOX_PATIENCE if its suites share the machine.
 * A longer limit costs nothing if all goes well.
 */
export function patience(): number {
  return Number(process.env["SANDBOX_PATIENCE"] ?? 1);
}

/** Polls until the condition holds, instead of sleeping for a guessed time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  options: WaitOptions,
): Promise<void> {
  const limitMs = options.deadlineMs * patience();
  const end = Date.now() + limitMs;
  for (;;) {
    if (await condition()) return;
    options.giveUp?.();
    if (Date.now() >= end) {
      throw new Error(`waited ${limitMs / 1000} s in vain for ${options.what}`);
    }
    await pause(options.intervalMs ?? 100);
  }
}
