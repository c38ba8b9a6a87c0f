import { goalsOf } from "./goals";
import { type Action, actions, type Comparison, floorsOf, type Measured } from "./measurement";
import { table } from "./table";

const MEBIBYTE = 1024 * 1024;

/** Markdown with the measurements for each size and target, and the goals. */
export function reportOf(comparisons: readonly Comparison[]): string {
  return comparisons.map(section).join("\n");
}

function section(comparison: Comparison): string {
  const { shape, size, target, runs, state } = comparison;
  const times = runs === 1 ? "one run" : `medians of ${runs} runs`;
  return `## ${shape}, ${size} connectors, ${target} (${times})

${measuredTable(comparison)}
State: ${Math.round(state.ours)} bytes a connector, and ${Math.round(state.engine)} with a resource that does nothing.

${goalTable(comparison)}`;
}

function measuredTable(comparison: Comparison): string {
  const head = [
    "action",
    "seconds",
    "engine",
    "bare calls",
    "÷ larger",
    "÷ sum",
    "our calls",
    "peak MiB",
    ...(comparison.terraform === undefined ? [] : ["Terraform"]),
  ];
  const rows = actions.flatMap((action) => {
    const row = measuredRow(comparison, action);
    return row === undefined ? [] : [row];
  });
  return table(head, rows);
}

function measuredRow(comparison: Comparison, action: Action): string[] | undefined {
  const ours = comparison.ours[action];
  if (ours === undefined) return undefined;
  const floors = floorsOf(comparison, action);
  const bare = comparison.engine[action]?.peakMemory;
  return [
    action,
    seconds(ours.seconds) + spreadText(ours.spread),
    seconds(floors.engine),
    comparison.rest[action] === undefined ? "-" : seconds(floors.rest),
    (ours.seconds / floors.larger).toFixed(2),
    (ours.seconds / floors.sum).toFixed(2),
    callsText(ours.calls ?? {}),
    bare === undefined
      ? mebibytes(ours.peakMemory)
      : `${mebibytes(ours.peakMemory)} (engine ${mebibytes(bare)})`,
    ...(comparison.terraform === undefined ? [] : [terraformText(comparison.terraform[action])]),
  ];
}

function terraformText(measured: Measured | undefined): string {
  if (measured === undefined) return "-";
  const calls = Object.values(measured.calls ?? {}).reduce((sum, count) => sum + count, 0);
  return `${seconds(measured.seconds)} (${calls} calls)`;
}

function goalTable(comparison: Comparison): string {
  const rows = goalsOf(comparison).map(({ goal, measured, met }) => [
    goal,
    measured,
    met ? "yes" : "**no**",
  ]);
  return table(["goal", "measured", "met"], rows);
}

function callsText(calls: Readonly<Record<string, number>>): string {
  const parts = Object.entries(calls).map(([kind, count]) => `${count} ${kind}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

function spreadText(spread: readonly [number, number] | undefined): string {
  return spread === undefined ? "" : ` (${spread.map(seconds).join(" to ")})`;
}

function seconds(value: number): string {
  return value < 1 ? value.toFixed(2) : value.toFixed(1);
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? "-" : String(Math.round(bytes / MEBIBYTE));
}
