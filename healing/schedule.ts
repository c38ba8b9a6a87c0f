/** The timing of the agent. All times are in milliseconds. */
export interface Schedule {
  /** The interval between two polls of the cluster. */
  readonly pollMs: number;
  /** The delay between a failure and the first restart; doubled before each further one. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** The random share of a delay, so that parts that failed together are not restarted together. */
  readonly jitter: number;
  /**
   * A connector that has run this long, and longer than its last delay, is healthy, and its count
   * restarts.
   */
  readonly stableMs: number;
  /** The maximum number of restart calls in any 60 seconds, for the whole cluster. */
  readonly restartsPerMinute: number;
}

/**
 * Half a minute is enough for temporary failures. Ten restarts then take about four hours, so the
 * agent still restarts connectors after a database's nightly maintenance.
 */
export const DEFAULT_SCHEDULE: Schedule = {
  pollMs: 10_000,
  firstWaitMs: 30_000,
  longestWaitMs: 3_600_000,
  jitter: 0.2,
  stableMs: 300_000,
  restartsPerMinute: 20,
};

/** The delay before the next restart, after `restarts` earlier ones. `chance` is in [0, 1). */
export function waitBefore(restarts: number, schedule: Schedule, chance: number): number {
  const { firstWaitMs, longestWaitMs, jitter } = schedule;
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** restarts);
  return Math.round(wait * (1 + jitter * (2 * chance - 1)));
}
