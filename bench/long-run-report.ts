/** The result of a long run, as a table. */
import type { Figures } from "./process-figures";

export const processes = {
  provider: "provider",
  agent: "healing agent",
  automation: "host of the Automation API",
} as const;
export type ProcessName = keyof typeof processes;
export const processNames = Object.keys(processes) as ProcessName[];

export interface Sample extends Readonly<Record<ProcessName, Figures>> {
  readonly minute: number;
  /** Deployments so far. */
  readonly ups: number;
}

export interface LongRun {
  readonly seed: number;
  readonly samples: readonly Sample[];
}

/** The warm-up: while caches fill and code is compiled, everything grows. */
const WARM_UP = 0.2;
const MEBIBYTE = 1024 * 1024;

export function longRunReport({ seed, samples }: LongRun): string {
  const last = samples.at(-1);
  const rows = processNames.map((name) => {
    const figures = (of: (figures: Figures) => number | undefined, unit: number) =>
      change(
        samples.map((sample) => [sample.minute, (of(sample[name]) ?? 0) / unit]),
        unit,
      );
    return [
      processes[name],
      figures(({ heap }) => heap, MEBIBYTE),
      figures(({ resident }) => resident, MEBIBYTE),
      figures(({ toConnect }) => toConnect, 1),
      figures(({ sockets }) => sockets, 1),
    ];
  });
  return [
    `${last?.ups ?? 0} deployments in ${(last?.minute ?? 0).toFixed(0)} minutes, seed ${seed}`,
    "",
    "| Process | Live objects, MiB | Resident, MiB | Sockets to Connect | All sockets |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}

type Point = readonly [minute: number, value: number];

/** The value after the warm-up and the value at the end, from a line fitted to all samples in between. */
function change(points: readonly Point[], unit: number): string {
  const digits = unit === 1 ? 0 : 1;
  const settled = points.slice(Math.floor(points.length * WARM_UP));
  const [first, last] = [settled.at(0)?.[0] ?? 0, settled.at(-1)?.[0] ?? 0];
  const { at } = lineThrough(settled);
  return `${at(first).toFixed(digits)} → ${at(last).toFixed(digits)}`;
}

/** Least squares. */
export function lineThrough(points: readonly Point[]): {
  readonly slope: number;
  readonly at: (minute: number) => number;
} {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const x = mean(points.map(([minute]) => minute));
  const y = mean(points.map(([, value]) => value));
  const spread = mean(points.map(([minute]) => (minute - x) ** 2));
  const common = mean(points.map(([minute, value]) => (minute - x) * (value - y)));
  const slope = spread === 0 ? 0 : common / spread;
  return { slope, at: (minute) => y + slope * (minute - x) };
}
