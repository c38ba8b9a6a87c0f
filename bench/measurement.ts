/** Measurements, and how to merge several runs of the same one. */

export const actions = [
  "preview, all new",
  "create",
  "preview, no change",
  "up, no change",
  "refresh",
  "change all",
  "destroy",
  "create, no wait",
] as const;
export type Action = (typeof actions)[number];

export interface Measured {
  readonly seconds: number;
  /** The shortest and the longest of several runs. If they are far apart, the machine was busy. */
  readonly spread?: readonly [shortest: number, longest: number];
  /** For bare calls: when the last write was answered. The rest is the wait for its effect. */
  readonly writeSeconds?: number;
  /** Bytes of all processes of the command together; only on Linux. */
  readonly peakMemory?: number;
  readonly calls?: Readonly<Record<string, number>>;
}

export type Cycle = Readonly<Partial<Record<Action, Measured>>>;

/** One resource for each connector, or one for all. */
export const shapes = ["Connector", "ConnectorSet"] as const;
export type Shape = (typeof shapes)[number];

/** The same actions by us and by each of the two lower bounds. */
export interface Comparison {
  readonly shape: Shape;
  readonly size: number;
  readonly target: string;
  readonly runs: number;
  readonly ours: Cycle;
  readonly engine: Cycle;
  readonly rest: Cycle;
  /** Terraform with Mongey's provider, which does not wait, if the run included it. */
  readonly terraform?: Cycle;
  /** Bytes per resource, for ours and for one that does nothing. */
  readonly state: { readonly ours: number; readonly engine: number };
}

/** The median run of each action, as a whole, because its calls belong to its seconds. */
export function medianOf(cycles: readonly Cycle[]): Cycle {
  const middle: Partial<Record<Action, Measured>> = {};
  for (const action of actions) {
    const runs = cycles.flatMap((cycle) => cycle[action] ?? []);
    const sorted = runs.sort((a, b) => a.seconds - b.seconds);
    const median = sorted[Math.floor((sorted.length - 1) / 2)];
    if (median === undefined) continue;
    const spread = [sorted.at(0)?.seconds ?? 0, sorted.at(-1)?.seconds ?? 0] as const;
    middle[action] = runs.length === 1 ? median : { ...median, spread };
  }
  return middle;
}

export interface Floors {
  readonly engine: number;
  readonly rest: number;
  readonly larger: number;
  readonly sum: number;
  /** The part of the smaller lower bound that cannot overlap with the larger one. */
  readonly tail: number;
}

export function floorsOf({ engine, rest }: Comparison, action: Action): Floors {
  // The engine has no notion of a wait; unnecessary calls take no time.
  const engineSeconds = engine[action === "create, no wait" ? "create" : action]?.seconds ?? 0;
  const { seconds: called = 0, writeSeconds = called } = rest[action] ?? {};
  // The start and end of the engine, during which no connector can be written.
  const around = engine["up, no change"]?.seconds ?? 0;
  return {
    engine: engineSeconds,
    rest: called,
    larger: Math.max(engineSeconds, called),
    sum: engineSeconds + called,
    tail: engineSeconds >= called ? called - writeSeconds : around,
  };
}
