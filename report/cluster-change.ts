/**
 * The effect of a change of a Connect cluster on its pods, by the rules in the comments on
 * `ConnectClusterArgs`.
 */
import { isUnknown } from "../provider/core/unknown";
import type { Kind, KeyChange } from "./change";
import { configMapChanges } from "./config-map-diff";
import { nameIn, type Properties, type Step } from "./preview";
import { parsePath, type Path, valueAt } from "./property-path";
import { type Shown, shownPair } from "./value-text";

const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const AGENT = "kubernetes:apps/v1:Deployment";
/** The ConfigMap with a connector's restart policy for the agent. It changes with the connector. */
const POLICY = "kubernetes:core/v1:ConfigMapPatch";

export interface ClusterChange {
  readonly kind: Exclude<Kind, "refused">;
  readonly name: string;
  readonly keys: readonly KeyChange[];
  readonly effects: readonly string[];
}

/** Undefined if only policies of its connectors change. */
export function clusterChange(urn: string, steps: readonly Step[]): ClusterChange | undefined {
  if (steps.every(({ type }) => type === POLICY)) return undefined;
  const set = steps.find(({ type }) => type === STATEFUL_SET);
  const configMap = steps.find((step) => step.type === CONFIG_MAP && isOfWorkers(step));
  const own = steps.find((step) => step.urn === urn);
  const kind = own?.op ?? (set?.op === "replace" ? "replace" : "update");
  if (kind === "create" || kind === "delete") {
    return { kind, name: nameOf(urn, set), keys: [], effects: wholeEffects(kind, set) };
  }
  const keys = [
    ...(set === undefined ? [] : setChanges(set)),
    ...(configMap === undefined
      ? []
      : configMapChanges(dataOf(configMap.old), dataOf(configMap.new))),
  ];
  const effects = effectsOf(kind, set, keys);
  if (steps.some(({ type }) => type === AGENT)) effects.push("its healing agent changes");
  return { kind, name: nameOf(urn, set), keys, effects };
}

/** Excludes the agent's own ConfigMaps. */
function isOfWorkers({ old, new: now }: Step): boolean {
  return ["worker.properties", "start.sh"].some(
    (file) => file in dataOf(old) || file in dataOf(now),
  );
}

/** The name in Kubernetes, if the preview shows it. */
function nameOf(urn: string, set: Step | undefined): string {
  const inputs = set === undefined ? {} : set.op === "create" ? set.new : set.old;
  const [namespace, name] = ["namespace", "name"].map((key) => valueAt(inputs, ["metadata", key]));
  const isGiven = [namespace, name].every((one) => typeof one === "string" && !isUnknown(one));
  return isGiven ? `${String(namespace)}/${String(name)}` : nameIn(urn);
}

function dataOf({ data }: Properties): Readonly<Record<string, string>> {
  return typeof data === "object" && data !== null ? (data as Record<string, string>) : {};
}

const REPLICAS: Path = ["spec", "replicas"];
const TEMPLATE: Path = ["spec", "template"];

/**
 * The keys of the pod template: with the name of the argument if there is one, otherwise with the
 * path.
 */
function setChanges({ old, new: now, paths }: Step): KeyChange[] {
  return paths
    .map(parsePath)
    .filter((path) => path[0] === "spec" && !isNameOfConfig(path))
    .map((path) => {
      const [before, after] = inEnvironment(path) ? WITHHELD : shownPair(path, old, now);
      const scales = path.join(".") === REPLICAS.join(".");
      return { key: argumentOf(path, now), before, after, cost: scales ? "scale" : "rolls" };
    });
}

/** Changes with the content, which the report lists key by key. */
function isNameOfConfig(path: Path): boolean {
  return path.slice(-2).join(".") === "configMap.name";
}

/** Environment variables, whose names are not in the path, so that it does not reveal a secret. */
function inEnvironment(path: Path): boolean {
  return path.includes("env");
}

const WITHHELD: [Shown, Shown] = ["secret", "secret"];

function argumentOf(path: Path, now: Properties): string {
  const [, ...below] = path;
  if (below[0] === "replicas") return "replicas";
  const place = path.findIndex((part) => part === "containers" || part === "initContainers");
  if (path.at(-1) === "image" && place >= 0) {
    return path[place] === "containers" ? "image.application" : "image.init";
  }
  const container = valueAt(now, [...path.slice(0, place + 2), "name"]);
  const inside = path.slice(place < 0 ? TEMPLATE.length : place + 2).join(".");
  return typeof container === "string" ? `${container}: ${inside}` : `pod: ${inside}`;
}

function effectsOf(kind: Kind, set: Step | undefined, keys: readonly KeyChange[]): string[] {
  // A failed preview may not have reached it.
  if (set === undefined) return [keys.length > 0 ? "its pods will roll" : UNTOUCHED];
  const [before, after] = [replicas(set.old) ?? 0, replicas(set.new)];
  if (kind === "replace") {
    return [
      `${pods(before)} will be deleted, then ${after ?? "others"} created: the connectors do not run in between`,
    ];
  }
  const effects = scaling(set, before, after);
  const stay = Math.min(before, after ?? before);
  const [templateBefore, templateAfter] = [set.old, set.new].map((inputs) =>
    JSON.stringify(valueAt(inputs, TEMPLATE)),
  );
  if (stay > 0 && templateBefore !== templateAfter) effects.unshift(rolling(set, stay));
  return effects.length === 0 ? [UNTOUCHED] : effects;
}

const UNTOUCHED = "its pods stay as they are";

function rolling({ old }: Step, stay: number): string {
  const which = `${pods(stay)} will roll (${range(old, 0, stay)})`;
  return stay === 1
    ? `${which}: its connectors do not run meanwhile`
    : `${which}, one at a time: tasks move to the others meanwhile`;
}

function scaling({ old }: Step, before: number, after: number | undefined): string[] {
  if (after === undefined) return ["the number of its pods is not known yet"];
  if (after > before)
    return [`${pods(after - before)} will be added (${range(old, before, after)})`];
  if (after < before)
    return [`${pods(before - after)} will be removed (${range(old, after, before)})`];
  return [];
}

function wholeEffects(kind: "create" | "delete", set: Step | undefined): string[] {
  if (set === undefined) return [];
  return kind === "create"
    ? [`${pods(replicas(set.new))} will start`]
    : [`${pods(replicas(set.old))} will be removed; its internal topics stay in Kafka`];
}

/** Undefined while it is unknown. */
function replicas(inputs: Properties): number | undefined {
  const given = valueAt(inputs, REPLICAS) ?? 1;
  return isUnknown(given) ? undefined : Number(given);
}

function pods(n: number | undefined): string {
  return n === undefined ? "its pods" : `${n} ${n === 1 ? "pod" : "pods"}`;
}

/** `connect-0 to connect-2`. */
function range(inputs: Properties, from: number, to: number): string {
  const name = String(valueAt(inputs, ["metadata", "name"]));
  const [first, last] = [`${name}-${from}`, `${name}-${to - 1}`];
  return first === last ? first : `${first} to ${last}`;
}
