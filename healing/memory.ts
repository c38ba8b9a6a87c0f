/** What the agent remembers from one poll to the next. */

/** The current failure of a connector. */
export interface Failure {
  /** The number of polls that found it. */
  readonly polls: number;
  readonly waitMs: number;
  /** When the delay ends, in epoch milliseconds. */
  readonly dueAt: number;
}

export interface Remembered {
  /** Restarts since the connector was last healthy. */
  readonly restarts: number;
  /** The delay before the last restart. */
  readonly lastWaitMs: number;
  readonly lastRestartAt?: number;
  readonly seenAt: number;
  readonly failure?: Failure;
  readonly givenUp?: boolean;
  /** Set while all its parts are RUNNING after a restart. */
  readonly runningSince?: number;
}

export interface Memory {
  readonly connectors: ReadonlyMap<string, Remembered>;
  /** The times of the restarts in the last minute. */
  readonly calls: readonly number[];
}

export const NO_MEMORY: Memory = { connectors: new Map(), calls: [] };

/**
 * The part that outlives the process: the counts, but no polls. So a killed agent starts every
 * delay again and restarts nothing immediately.
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
