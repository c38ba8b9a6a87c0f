import { setTimeout as pause } from "node:timers/promises";

export interface WaitOptions {
  /** Ends the sentence "waited … for". */
  readonly what: string;
  readonly deadlineMs: number;
  readonly intervalMs?: number;
  /** Throws when waiting longer makes no sense, for example because the process has died. */
  readonly giveUp?: () => void;
}

/** Polls until the condition holds. The time is spent on the condition and never on a guess. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  options: WaitOptions,
): Promise<void> {
  const end = Date.now() + options.deadlineMs;
  for (;;) {
    if (await condition()) return;
    options.giveUp?.();
    if (Date.now() >= end) {
      throw new Error(`waited ${options.deadlineMs / 1000} s in vain for ${options.what}`);
    }
    await pause(options.intervalMs ?? 100);
  }
}
