/** Time and chance, handed in so that a test needs neither. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

/** The user has interrupted the engine, so nothing is waited for any more. */
export class CancelledError extends Error {
  constructor() {
    super("interrupted. Run the command again: it does only what is left to do.");
    this.name = "CancelledError";
  }
}

/** The clock of a process, and what ends every wait on it: those that have begun and those to come. */
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

/** Calls that are under way are not cut off: the outcome of a write would then be unknown. */
export const cancelWaits: () => void = ofProcess.cancel;
