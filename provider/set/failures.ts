/** Messages about failed connectors of a set. A mistake that many have in common appears once. */
import type { Failure } from "../core/values";

export interface MemberFailure {
  readonly connector: string;
  /** The path inside the connector; empty for the connector itself. */
  readonly property: string;
  readonly reason: string;
}

const MOST_NAMES = 10;
const MOST_MISTAKES = 50;

/** The path of a connector's property in the program: `connectors["orders"].config["topic"]`. */
export function pathIn(connector: string, property: string): string {
  return `connectors["${connector}"]${property === "" ? "" : `.${property}`}`;
}

export function pathInDefaults(property: string): string {
  return property === "" ? "defaults" : `defaults.${property}`;
}

/** `"a", "b" and 3 more`. */
export function listed(names: readonly string[], most = MOST_NAMES): string {
  const shown = names.slice(0, most).map((name) => JSON.stringify(name));
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A mistake that several connectors have in common is reported for the first one. */
export function grouped(failures: readonly MemberFailure[]): Failure[] {
  const groups = new Map<string, MemberFailure[]>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.property, failure.reason]);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  const all = [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ first, others: others.map(({ connector }) => connector) }],
  );
  const shown = all.slice(0, MOST_MISTAKES).map(({ first, others }) => ({
    property: pathIn(first.connector, first.property),
    reason:
      others.length === 0 ? first.reason : `${first.reason} (also in ${listed(others)} of the set)`,
  }));
  const more = all.length - shown.length;
  return more > 0
    ? [
        ...shown,
        { property: "", reason: `and ${more} more ${more === 1 ? "mistake" : "mistakes"}` },
      ]
    : shown;
}

/** Why one connector of a set is not as the program declares it. */
export interface Unfinished {
  readonly connector: string;
  readonly reasons: readonly string[];
}

const MOST_IN_FULL = 5;
const MOST_LEFT = 50;

/** Shows the first few in full and the others by name. Equal messages are merged. */
export function reasonsOf(unfinished: readonly Unfinished[]): string[] {
  const groups = new Map<string, { reasons: readonly string[]; others: string[] }>();
  for (const { connector, reasons } of unfinished) {
    const key = reasons.join("\n").replaceAll(JSON.stringify(connector), '""');
    const same = groups.get(key);
    if (same === undefined) groups.set(key, { reasons, others: [] });
    else same.others.push(connector);
  }
  const all = [...groups.values()];
  const rest = all.slice(MOST_IN_FULL);
  const left = new Set(rest.flatMap(({ others }) => others));
  const restOfFirst = unfinished.filter(({ reasons }) =>
    rest.some((group) => group.reasons === reasons),
  );
  for (const { connector } of restOfFirst) left.add(connector);
  return [
    ...all.slice(0, MOST_IN_FULL).map(({ reasons, others }) => {
      const text = reasons.join("\n");
      return others.length === 0
        ? text
        : `${text}\nThe same happened to ${listed(others, MOST_LEFT)}.`;
    }),
    ...(left.size === 0
      ? []
      : [
          `${left.size} more ${left.size === 1 ? "connector" : "connectors"} failed: ${listed([...left], MOST_LEFT)}`,
        ]),
  ];
}
