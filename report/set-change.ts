/** Splits a change of a set into changes of its connectors. */
import { isUnknown } from "../provider/core/unknown";
import type { Mistake } from "./change";
import { CONNECTOR_TYPE } from "../provider/core/resource-types";
import type { Op, Properties, Step } from "./preview";
import { parsePath, type Path, shownPath, valueAt } from "./property-path";

/** The steps of its connectors, and one for the set itself if one of its arguments changes. */
export function stepsOfSet(step: Step): Step[] {
  const [before, after] = [membersIn(step.old), membersIn(step.new)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const members = [...names].flatMap((name) => stepOf(step, name, before, after));
  const own = step.paths.filter((path) => parsePath(path)[0] !== "connectors");
  const paths = isUnknown(step.new["connectors"]) ? [...own, "connectors"] : own;
  if (step.op !== "update" || paths.every(isInternal)) return members;
  return [{ ...step, paths }, ...members];
}

function isInternal(path: string): boolean {
  return path.startsWith("__");
}

/** The connector's urn, below the set's urn. */
export function urnOfMember(urn: string, name: string): string {
  return `${urn}::${name}`;
}

function stepOf(step: Step, name: string, before: Properties, after: Properties): Step[] {
  const [old, now] = [before, after].map((members) => members[name]);
  const found = valueAt(step.outputs, ["connectors", name]) as Properties | undefined;
  const paths = step.paths.map(parsePath).flatMap((path) => below(path, name));
  const op = opOf(step, old !== undefined, now !== undefined, found, paths.length > 0);
  if (op === undefined) return [];
  const whole = (inputs: Properties, member: unknown) =>
    typeof member === "object" && member !== null
      ? { cluster: inputs["cluster"], ...member, name }
      : {};
  return [
    {
      ...step,
      op,
      type: CONNECTOR_TYPE,
      urn: urnOfMember(step.urn, name),
      old: op === "create" ? {} : whole(step.old, old),
      new: op === "delete" ? {} : whole(step.new, now),
      outputs: found ?? {},
      paths:
        op === "replace" ? step.paths.filter((path) => parsePath(path)[0] === "cluster") : paths,
    },
  ];
}

function opOf(
  { op }: Step,
  wasThere: boolean,
  isThere: boolean,
  found: Properties | undefined,
  changes: boolean,
): Op | undefined {
  if (op === "create" || op === "delete") return op;
  if (!wasThere) return "create";
  if (!isThere) return "delete";
  if (op === "replace") return op;
  // The last deployment ended at this point.
  if (found === undefined) return "create";
  return changes || found["unfinished"] === true ? "update" : undefined;
}

/** The paths inside one connector, as for a single connector. */
function below([first, name, ...rest]: Path, wanted: string): string[] {
  return first === "connectors" && name === wanted && rest.length > 0 ? [shownPath(rest)] : [];
}

function membersIn({ connectors }: Properties): Properties {
  return typeof connectors === "object" && connectors !== null ? (connectors as Properties) : {};
}

/** The mistakes of each connector; the set's own have an empty name. */
export function mistakesByMember(mistakes: readonly Mistake[]): Map<string, Mistake[]> {
  const all = new Map<string, Mistake[]>();
  for (const { key, message } of mistakes) {
    const [first, name, ...rest] = parsePath(key);
    const isMember = first === "connectors" && typeof name === "string";
    const [of, mistake] = isMember
      ? [name, { key: shownPath(rest), message }]
      : ["", { key, message }];
    all.set(of, [...(all.get(of) ?? []), mistake]);
  }
  return all;
}
