import { callsOf } from "./growth";
import { type Action, type Comparison, floorsOf } from "./measurement";

const STATE_LIMIT = 2_000;

export interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What was set as a goal, beside what was measured of it. */
export function goalsOf(comparison: Comparison): Goal[] {
  const { size, ours, state } = comparison;
  const goals = [
    writes(comparison, "create", "create"),
    writes(comparison, "change all", "update"),
    writes(comparison, "destroy", "delete"),
    calls(comparison, "up, no change", 0),
    calls(comparison, "refresh", 1),
    slowerThan(
      comparison,
      "preview, no change",
      1.1,
      floorsOf(comparison, "preview, no change").engine,
    ),
  ];
  if (size >= 100) {
    const { larger, tail } = floorsOf(comparison, "create");
    const limit = 1.2 * larger + tail;
    const seconds = ours.create?.seconds ?? 0;
    goals.push({
      goal: `create: at most 1.2 × the larger floor and the smaller one's tail (${limit.toFixed(1)} s)`,
      measured: `${seconds.toFixed(1)} s`,
      met: seconds <= limit,
    });
    goals.push({
      goal: `state: at most ${STATE_LIMIT} bytes a connector`,
      measured: `${Math.round(state.ours)}, of them ${Math.round(state.engine)} for any resource`,
      met: state.ours <= STATE_LIMIT,
    });
  }
  return goals;
}

function writes({ ours, size }: Comparison, action: Action, kind: string): Goal {
  const made = ours[action]?.calls?.[kind] ?? 0;
  return { goal: `${action}: ${size} ${kind} calls`, measured: String(made), met: made === size };
}

function calls(comparison: Comparison, action: Action, most: number): Goal {
  const made = callsOf(comparison, action);
  return { goal: `${action}: ${most} calls`, measured: String(made), met: made <= most };
}

function slowerThan({ ours }: Comparison, action: Action, factor: number, floor: number): Goal {
  const ratio = (ours[action]?.seconds ?? 0) / floor;
  return {
    goal: `${action}: at most ${factor} × the engine's floor`,
    measured: `${ratio.toFixed(2)} ×`,
    met: ratio <= factor,
  };
}
