import { callsOf } from "./growth";
import { type Action, type Comparison, floorsOf } from "./measurement";

export interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** A goal and its measured value. */
export function goalsOf(comparison: Comparison): Goal[] {
  const goals = [
    writes(comparison, "create", "create"),
    writes(comparison, "change all", "update"),
    writes(comparison, "destroy", "delete"),
    calls(comparison, "preview, no change", 0),
    calls(comparison, "up, no change", 0),
    calls(comparison, "refresh", 1),
  ];
  const own = comparison.shape === "Connector" ? ofResources : ofSet;
  return [...goals, ...own(comparison)];
}

/**
 * With single resources, the engine takes the most time: it writes its whole state at each step.
 */
function ofResources(comparison: Comparison): Goal[] {
  const { size } = comparison;
  const floor = (action: Action) => floorsOf(comparison, action).engine;
  const preview = "preview, no change";
  const goals = [seconds(comparison, preview, 1.1 * floor(preview), "1.1 × the engine")];
  if (size < 100) return goals;
  const { larger, tail } = floorsOf(comparison, "create");
  const rule = "1.2 × the larger floor and the smaller one's tail";
  return [
    ...goals,
    seconds(comparison, "create", 1.2 * larger + tail, rule),
    seconds(comparison, "change all", 1.2 * floor("change all"), "1.2 × the engine"),
    state(comparison, 2_000),
  ];
}

/** With a set, Connect takes the most time: the engine writes a single resource. */
function ofSet(comparison: Comparison): Goal[] {
  const { size } = comparison;
  if (size < 100) return [];
  const { rest, engine } = comparison;
  const calling = (action: Action, more: number) =>
    seconds(
      comparison,
      action,
      1.25 * (rest[action]?.seconds ?? 0) + more,
      `1.25 × the bare calls + ${more} s`,
    );
  const refresh = (engine.refresh?.seconds ?? 0) + 1;
  return [
    calling("create", 4),
    calling("change all", 4),
    calling("destroy", 3),
    ...(size > 1_000 ? [] : [seconds(comparison, "preview, no change", 5, "5 s")]),
    seconds(comparison, "refresh", refresh, "the engine + 1 s"),
    state(comparison, 1_250),
  ];
}

function writes({ ours, size }: Comparison, action: Action, kind: string): Goal {
  const calls = ours[action]?.calls?.[kind] ?? 0;
  return { goal: `${action}: ${size} ${kind} calls`, measured: String(calls), met: calls === size };
}

function calls(comparison: Comparison, action: Action, most: number): Goal {
  const calls = callsOf(comparison, action);
  return { goal: `${action}: ${most} calls`, measured: String(calls), met: calls <= most };
}

function seconds({ ours }: Comparison, action: Action, limit: number, rule: string): Goal {
  const took = ours[action]?.seconds ?? 0;
  return {
    goal: `${action}: at most ${rule} (${limit.toFixed(1)} s)`,
    measured: `${took.toFixed(1)} s`,
    met: took <= limit,
  };
}

function state({ state: { ours, engine } }: Comparison, limit: number): Goal {
  return {
    goal: `state: at most ${limit} bytes a connector`,
    measured: `${Math.round(ours)}, of them ${Math.round(engine)} for a resource that does nothing`,
    met: ours <= limit,
  };
}
