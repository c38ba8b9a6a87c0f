/** Time and randomness, passed in so that tests can control both. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

/** The user has interrupted the engine, so all waits end. */
export class CancelledError extends Error {
  constructor() {
    super("interrupted. Run the command again: it does only what is left to do.");
    this.name = "CancelledError";
  }
}

/** The clock of a process; `cancel` ends all its current and future waits. */
export function cancellableClock(): { readonly clock: Clock; readonly cancel: () => void } {
  let cancelled = false;
  const waking = new Set<() => void>();
  const sleep = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      const wake = () => {
        waking.delete(wake);
        clearTimeout(timer);
        if (cancelled) reject(new CancelledError());
        else resolve();
      };
      const timer = setTimeout(wake, ms);
      waking.add(wake);
      if (cancelled) wake();
    });
  return {
    clock: { now: () => Date.now(), sleep, random: () => Math.random() },
    cancel: () => {
      cancelled = true;
      for (const wake of [...waking]) wake();
    },
  };
}

const ofProcess = cancellableClock();

export const systemClock: Clock = ofProcess.clock;

/** Does not interrupt running calls, because the outcome of a write would then be unknown. */
export const cancelWaits: () => void = ofProcess.cancel;
