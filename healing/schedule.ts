/** When the agent acts. All times in milliseconds. */
export interface Schedule {
  /** Between two polls of the cluster. */
  readonly pollMs: number;
  /** How long a connector has been FAILED before its first restart; doubled before each further one. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** The share of a wait that is left to chance, so that what failed together is not restarted together. */
  readonly jitter: number;
  /** After running this long, and longer than the last wait, a connector is healthy: its count restarts. */
  readonly stableMs: number;
  /** The most calls for a restart in any 60 seconds, for the whole cluster. */
  readonly restartsPerMinute: number;
}

/**
 * Half a minute lets what passes by itself pass; ten restarts then take about four hours, so that a
 * database that is down for a night's maintenance still finds its connectors being restarted.
 */
export const DEFAULT_SCHEDULE: Schedule = {
  pollMs: 10_000,
  firstWaitMs: 30_000,
  longestWaitMs: 3_600_000,
  jitter: 0.2,
  stableMs: 300_000,
  restartsPerMinute: 20,
};

/** Before the restart that comes after `restarts` others. `chance` is in [0, 1). */
export function waitBefore(restarts: number, schedule: Schedule, chance: number): number {
  const { firstWaitMs, longestWaitMs, jitter } = schedule;
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** restarts);
  return Math.round(wait * (1 + jitter * (2 * chance - 1)));
}
