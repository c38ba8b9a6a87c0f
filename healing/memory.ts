/** What the agent remembers from one poll to the next. */

/** The present failure of a connector. */
export interface Failure {
  /** Looks that found it. */
  readonly looks: number;
  readonly waitMs: number;
  /** When the wait is over, in epoch milliseconds. */
  readonly dueAt: number;
}

export interface Remembered {
  /** Restarts since it was last cured. */
  readonly restarts: number;
  /** The wait before the last of them. */
  readonly lastWaitMs: number;
  readonly lastRestartAt?: number;
  readonly seenAt: number;
  readonly failure?: Failure;
  readonly givenUp?: boolean;
  /** Set while all of it is RUNNING after a restart. */
  readonly runningSince?: number;
}

export interface Memory {
  readonly connectors: ReadonlyMap<string, Remembered>;
  /** When the restarts of the last minute were requested. */
  readonly calls: readonly number[];
}

export const NO_MEMORY: Memory = { connectors: new Map(), calls: [] };

/**
 * What outlives the process: the counts, but no poll. So a killed agent starts every wait again and
 * does nothing at once.
 */
export function memoryText({ connectors, calls }: Memory): string {
  const kept = [...connectors].map(([name, { failure: _, runningSince: _since, ...rest }]) => [
    name,
    rest,
  ]);
  return JSON.stringify({ connectors: kept, calls });
}

export function parseMemory(text: string): Memory {
  const { connectors, calls } = JSON.parse(text) as {
    connectors: [string, Remembered][];
    calls: number[];
  };
  return { connectors: new Map(connectors), calls };
}
