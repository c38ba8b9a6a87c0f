import { setTimeout as pause } from "node:timers/promises";

export interface WaitOptions {
  /** Ends the sentence "waited … for". */
  readonly what: string;
  readonly deadlineMs: number;
  readonly intervalMs?: number;
  /** Throws when waiting longer makes no sense, for example because the process has died. */
  readonly giveUp?: () => void;
}

/**
 * How many times longer than usual to wait. A test run sets SANDBOX_PATIENCE when its suites share
 * the machine: a longer limit costs nothing where all goes well.
 */
export function patience(): number {
  return Number(process.env["SANDBOX_PATIENCE"] ?? 1);
}

/** Polls until the condition holds. The time is spent on the condition and never on a guess. */
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
