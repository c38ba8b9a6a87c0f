/** Converts a preview into changes of connectors and clusters, in the order of a report. */
import { type Change, type Kind, KINDS } from "./change";
import { notice } from "../provider/core/notice";
import { CLUSTER_TYPE, isOf, isOurs } from "../provider/core/resource-types";
import { adopted } from "./adopted";
import { clusterChange } from "./cluster-change";
import { type ConnectorChange, connectorChange } from "./connector-change";
import { mistakesIn } from "./mistakes";
import { nameIn, type Op, type Preview, type Problem, type Step } from "./preview";
import { mistakesByMember, stepsOfSet, urnOfMember } from "./set-change";

export interface Changes {
  readonly stack: string;
  /** The most important first. */
  readonly changes: readonly Change[];
  /** Errors and warnings that belong to no change. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The number of resources of other packages that would change. */
  readonly others: Readonly<Partial<Record<Op, number>>>;
  readonly finished: boolean;
}

export function changesIn({ stack, steps, problems, finished }: Preview): Changes {
  const sets = steps.filter(({ type }) => isOf("set", type)).flatMap(stepsOfSet);
  const changes = [
    ...clustersIn(steps),
    ...connectorsIn(steps, problems),
    ...setsIn(sets, problems),
  ];
  const known = new Set([
    ...changes.map(({ urn }) => urn),
    ...problems.map(({ urn }) => urn).filter(isSet),
  ]);
  const general = problems.filter(({ urn }) => !known.has(urn));
  return {
    stack,
    changes: withHandovers(changes, [...steps, ...sets]).sort(inOrder),
    errors: texts(general.filter(({ severity }) => severity === "error")),
    warnings: texts(general.filter(isOurWarning)),
    others: countsOf(steps.filter((step) => !isOurs(step.type) && clusterOf(step) === "")),
    finished,
  };
}

function isSet(urn: string): boolean {
  return isOf("set", typesIn(urn));
}

/** The provider's own arguments cost nothing. */
function changeOfSet(step: Step): ConnectorChange {
  const { name, keys } = connectorChange(step);
  return {
    name,
    keys: keys.map((key) => ({ ...key, cost: "nothing" })),
    effects: ["its connectors keep running untouched"],
  };
}

/** The connectors of sets, and a set itself if one of its own arguments changes or is wrong. */
function setsIn(steps: readonly Step[], problems: readonly Problem[]): Change[] {
  const changed = steps.map((step): Change => {
    const change = isOf("set", step.type) ? changeOfSet(step) : connectorChange(step);
    const existing = adopted(step, problems);
    return {
      what: "connector",
      urn: step.urn,
      kind: step.op,
      mistakes: [],
      ...change,
      // The same for all connectors of a set.
      keys: change.keys.filter(({ key }) => step.op !== "create" || !key.startsWith("cluster")),
      effects: existing?.effects ?? change.effects,
      warnings: existing?.warnings ?? [],
    };
  });
  const sets = [...new Set(problems.map(({ urn }) => urn))].filter(isSet);
  const refused = sets.flatMap((urn) => {
    const own = problems.filter((one) => one.urn === urn);
    const warnings = texts(own.filter(({ severity }) => severity === "warning"));
    const mistakes = mistakesByMember(
      mistakesIn(own.filter(({ severity }) => severity === "error")),
    );
    if (warnings.length > 0 && !mistakes.has("")) mistakes.set("", []);
    return [...mistakes].map(([name, wrong]): Change => ({
      what: "connector",
      urn: name === "" ? urn : urnOfMember(urn, name),
      kind: wrong.length > 0 ? "refused" : "update",
      name: name === "" ? nameIn(urn) : name,
      keys: [],
      effects: [],
      mistakes: wrong,
      warnings: name === "" ? warnings : [],
    }));
  });
  const known = new Set(refused.map(({ urn }) => urn));
  return [...refused, ...changed.filter(({ urn }) => !known.has(urn))];
}

function clustersIn(steps: readonly Step[]): Change[] {
  const urns = [...new Set(steps.map(clusterOf).filter((urn) => urn !== ""))];
  return urns.flatMap((urn) => {
    const change = clusterChange(
      urn,
      steps.filter((step) => clusterOf(step) === urn),
    );
    return change === undefined
      ? []
      : [{ what: "cluster" as const, urn, mistakes: [], warnings: [], ...change }];
  });
}

/** The urn of the component, for the component itself and its parts; otherwise empty. */
function clusterOf({ urn, type, parent }: Step): string {
  if (type === CLUSTER_TYPE) return urn;
  return typesIn(parent).endsWith(CLUSTER_TYPE) ? parent : "";
}

/** The resource's type after the types of its parents. */
function typesIn(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function connectorsIn(steps: readonly Step[], problems: readonly Problem[]): Change[] {
  const urns = [...steps, ...problems].map(({ urn }) => urn);
  const own = [...new Set(urns)].filter((urn) => isOf("connector", typesIn(urn)));
  return own.flatMap((urn) => {
    const step = steps.find((one) => one.urn === urn);
    const [errors, warnings] = (["error", "warning"] as const).map((severity) =>
      problems.filter((one) => one.urn === urn && one.severity === severity),
    );
    const mistakes = mistakesIn(errors ?? []);
    if (step === undefined && mistakes.length === 0) return [];
    const change =
      step === undefined ? { name: nameIn(urn), keys: [], effects: [] } : connectorChange(step);
    const existing = step === undefined ? undefined : adopted(step, problems);
    return [
      {
        what: "connector" as const,
        urn,
        kind: mistakes.length > 0 ? ("refused" as const) : (step?.op ?? "update"),
        mistakes,
        ...change,
        effects: existing?.effects ?? change.effects,
        warnings: [...texts(warnings ?? []), ...(existing?.warnings ?? [])],
      },
    ];
  });
}

/**
 * Finds connectors that one resource gives up and another one declares. Creations come before
 * deletions, so the other resource adopts the connector, or is refused.
 */
function withHandovers(changes: readonly Change[], steps: readonly Step[]): Change[] {
  const places = new Map(steps.map((step) => [step.urn, placeOf(step)]));
  const placesOf = (urns: readonly string[]) => new Set(urns.map((urn) => places.get(urn)));
  const ofKind = (kind: Kind) => changes.filter((change) => change.kind === kind);
  const given = placesOf(ofKind("delete").map(({ urn }) => urn));
  const adopting = steps.filter(({ op, new: now }) => op === "create" && now["adopt"] === true);
  const adoptable = placesOf(adopting.map(({ urn }) => urn));
  return changes.map((change) => {
    const place = places.get(change.urn);
    if (change.what !== "connector" || place === undefined) return change;
    if (change.kind === "delete" && adoptable.has(place)) {
      return { ...change, kind: "update", effects: [STAYS] };
    }
    const meets = change.kind === "create" && given.has(place) && !adoptable.has(place);
    return meets ? { ...change, warnings: [...change.warnings, HANDOVER] } : change;
  });
}

const STAYS = "stays on the cluster: another resource of the program adopts it";

const HANDOVER =
  "Another resource of the same connector is deleted, after this one is created: `pulumi up` will say that it already exists. If the resource was only renamed in the program, give it the resource option `aliases`.";

/** The cluster and the name, which must be unique together. */
function placeOf(step: Step): string {
  const { name, cluster } = step.op === "delete" ? step.old : step.new;
  return JSON.stringify([name, cluster]);
}

function inOrder(a: Change, b: Change): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    Number(a.what === "connector") - Number(b.what === "connector") ||
    a.name.localeCompare(b.name, "en", { numeric: true }) ||
    a.urn.localeCompare(b.urn)
  );
}

/** Leaves out messages of other packages, which are in the log. */
function isOurWarning({ severity, message }: Problem): boolean {
  return severity === "warning" && notice.parse(message) !== undefined;
}

function texts(problems: readonly Problem[]): string[] {
  return [...new Set(problems.map(({ message }) => message))].sort();
}

function countsOf(steps: readonly Step[]): Partial<Record<Op, number>> {
  const counts: Partial<Record<Op, number>> = {};
  for (const { op, type } of steps) {
    if (type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:")) continue;
    counts[op] = (counts[op] ?? 0) + 1;
  }
  return counts;
}
