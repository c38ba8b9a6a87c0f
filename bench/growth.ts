import { type Action, actions, type Comparison, floorsOf } from "./measurement";
import { table } from "./table";

export interface Growth {
  readonly action: Action;
  /** The factor between the numbers of connectors. */
  readonly connectors: number;
  readonly ours: number;
  readonly engine: number;
  readonly calls: number;
  /** Our own part must not grow faster than the connectors, the engine or the bare calls. */
  readonly linear: boolean;
}

/** A tolerance, because seconds vary. */
const TOLERANCE = 1.1;

export function growthOf(smaller: Comparison, larger: Comparison): Growth[] {
  const connectors = larger.size / smaller.size;
  return actions.flatMap((action) => {
    const [before, after] = [smaller.ours[action], larger.ours[action]];
    if (before === undefined || after === undefined) return [];
    const ours = after.seconds / before.seconds;
    const [less, more] = [floorsOf(smaller, action), floorsOf(larger, action)];
    const engine = more.engine / less.engine;
    const callsBefore = callsOf(smaller, action);
    const calls = callsBefore === 0 ? 1 : callsOf(larger, action) / callsBefore;
    // Polls continue until the slower of the two ends.
    const called = less.rest === 0 ? 0 : more.rest / less.rest;
    const allowed = Math.max(connectors, engine, called);
    const linear = ours <= TOLERANCE * allowed && calls <= allowed;
    return [{ action, connectors, ours, engine, calls, linear }];
  });
}

/** Measurements that differ only in size: one shape on one target. */
export function seriesOf(comparisons: readonly Comparison[]): Comparison[][] {
  const nameOf = ({ shape, target }: Comparison) => `${shape}, ${target}`;
  return [...new Set(comparisons.map(nameOf))].map((name) =>
    comparisons.filter((one) => nameOf(one) === name),
  );
}

/** Markdown that compares the two largest sizes of a series, which is sorted by size. */
export function growthReportOf(comparisons: readonly Comparison[]): string {
  const [smaller, larger] = comparisons.slice(-2);
  if (smaller === undefined || larger === undefined) return "";
  const rows = growthOf(smaller, larger).map(({ action, ours, engine, calls, linear }) => [
    action,
    times(ours),
    times(engine),
    callsOf(larger, action) === 0 ? "none" : times(calls),
    linear ? "yes" : "**no**",
  ]);
  return `## From ${smaller.size} to ${larger.size} connectors, ${larger.shape}, ${larger.target}

${table(["action", "our seconds", "the engine's", "our calls", "at most linear"], rows)}`;
}

export function callsOf({ ours }: Comparison, action: Action): number {
  return Object.values(ours[action]?.calls ?? {}).reduce((sum, count) => sum + count, 0);
}

function times(factor: number): string {
  return `× ${factor.toFixed(1)}`;
}
