const signOfLifeMs = 10_000;

/** Progress goes to stderr, so that stdout stays free for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a step and reports how long it took. A long step first reports how long it usually takes,
 * and then its progress, so that nobody thinks that it hangs.
 */
export async function step<T>(
  label: string,
  work: () => Promise<T>,
  options: { readonly usually?: string } = {},
): Promise<T> {
  const start = Date.now();
  if (options.usually !== undefined) say(`… ${label} (usually ${options.usually})`);
  const timer = setInterval(() => {
    say(`… ${label}: ${Math.round((Date.now() - start) / 1000)} s so far`);
  }, signOfLifeMs);
  try {
    const result = await work();
    say(`✓ ${label} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
