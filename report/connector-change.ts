/** The effect of a change of a connector, by the rules in the comments on `ConnectorArgs`. */
import type { Argument } from "../provider/core/argument";
import { CONNECTOR_ARGUMENTS, type ConnectorCost } from "../provider/connector/arguments";
import { type StoredInputs, withDefaults } from "../provider/connector/stored-inputs";
import { isUnknown } from "../provider/core/unknown";
import type { Cost, KeyChange } from "./change";
import { nameIn, type Properties, type Step } from "./preview";
import { parsePath, type Path, shownPath } from "./property-path";
import { type Shown, shownPair } from "./value-text";

export interface ConnectorChange {
  readonly name: string;
  readonly newName?: string;
  readonly keys: readonly KeyChange[];
  readonly effects: readonly string[];
}

export function connectorChange(step: Step): ConnectorChange {
  const [before, after] = [name(step.old), name(step.new)];
  const known = before ?? after ?? nameIn(step.urn);
  const keys = step.op === "delete" ? [] : keyChanges(step);
  return {
    name: known,
    ...(after === undefined || after === known ? {} : { newName: after }),
    keys,
    effects: effectsOf(step, keys),
  };
}

function name(inputs: Properties): string | undefined {
  const given = inputs["name"];
  return typeof given === "string" && !isUnknown(given) ? given : undefined;
}

function keyChanges({ op, old, new: now, paths }: Step): KeyChange[] {
  const [before, after] = [withAllDefaults(old), withAllDefaults(now)];
  const all = op === "create" ? createdPaths(now) : paths.map(parsePath);
  return (
    all
      // Properties that the provider stores in addition to the arguments.
      .filter(([first]) => !String(first).startsWith("__"))
      .map((path) => {
        const [from, to] = shownPair(path, before, after);
        const cost = op === "create" ? "nothing" : costOf(path, op, before, after);
        return { key: keyOf(path), before: from, after: to, cost };
      })
      .filter(({ before: from, after: to }) => from === "secret" || !isSame(from, to))
      .sort((a, b) => a.key.localeCompare(b.key, "en", { numeric: true }))
  );
}

/** The state leaves out defaults. */
function withAllDefaults(inputs: Properties): Properties {
  if (Object.keys(inputs).length === 0) return inputs;
  const { said: _, ...all } = withDefaults(inputs as unknown as StoredInputs);
  return all;
}

function isSame(a: Shown, b: Shown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function createdPaths(inputs: Properties): Path[] {
  return Object.entries(inputs).flatMap(([property, value]) =>
    property === "config" && typeof value === "object" && value !== null
      ? Object.keys(value).map((key) => [property, key])
      : [[property]],
  );
}

/** The argument's name, if the state uses another one. */
function keyOf(path: Path): string {
  return shownPath(path[0] === "timeouts" ? ["customTimeouts", ...path.slice(1)] : path);
}

/** For `cluster`, address and credentials; another cluster replaces the connector. */
const UPDATE_COSTS: Readonly<Record<ConnectorCost, Cost | "of its value">> = {
  nothing: "nothing",
  restart: "restart",
  stop: "restart",
  replace: "replace",
  state: "of its value",
};

const STATE_COSTS: Readonly<Partial<Record<string, Cost>>> = {
  running: "resume",
  paused: "pause",
  stopped: "stop",
};

function costOf([first = ""]: Path, op: Step["op"], before: Properties, after: Properties): Cost {
  if (op === "replace") {
    if (first === "name") return "replace";
    return first === "cluster" && isOtherCluster(before, after) ? "replace" : "included";
  }
  const table: Readonly<Record<string, Argument<ConnectorCost> | undefined>> = CONNECTOR_ARGUMENTS;
  const argument = table[first];
  // Another release may have written the state, with arguments that this one does not know.
  const cost = argument === undefined ? "restart" : UPDATE_COSTS[argument.cost];
  if (cost !== "of its value") return cost;
  const { state } = after;
  return isUnknown(state) ? "unknown" : (STATE_COSTS[String(state)] ?? "nothing");
}

/** Finds the key that causes the replacement. The engine has decided that there is one. */
function isOtherCluster(before: Properties, after: Properties): boolean {
  const id = ({ cluster }: Properties) => {
    const { id: given, url } = (cluster ?? {}) as { id?: unknown; url?: unknown };
    return given ?? url;
  };
  return id(before) !== id(after);
}

function effectsOf({ op, new: now, outputs, paths }: Step, keys: readonly KeyChange[]): string[] {
  const costs = new Set(keys.map(({ cost }) => cost));
  switch (op) {
    case "create":
      return [created(now)];
    case "delete":
      return ["is deleted from the Connect cluster"];
    case "replace":
      return [`${replaced(keys)}: ${startsAnew(outputs["type"])}`];
    case "update": {
      if (paths.length === 0) return ["was unhealthy: `pulumi up` waits for it again"];
      const moves = [...costs].flatMap((cost) => MOVES[cost] ?? []);
      return moves.length > 0 ? moves : ["keeps running untouched"];
    }
  }
}

function replaced(keys: readonly KeyChange[]): string {
  const moves = keys.some(({ cost, key }) => cost === "replace" && key !== "name");
  return moves
    ? "is created on the other cluster, then deleted on the old one"
    : "is deleted and recreated";
}

/** An adopted connector keeps running if it equals the declared one. */
function created({ adopt, state }: Properties): string {
  const other = isUnknown(state) ? "in a state that is not known yet" : String(state);
  const made = state === "running" ? "starts" : `is created ${other}`;
  return adopt === true ? `${made}, or is adopted if it already exists` : made;
}

const MOVES: Readonly<Partial<Record<Cost, string>>> = {
  restart: "restarts, with its tasks",
  pause: "is paused",
  stop: "is stopped",
  resume: "is resumed",
  unknown: "gets a state that is not known yet",
};

function startsAnew(type: unknown): string {
  if (type === "sink") return "the new one reads its topics with another consumer group";
  if (type === "source") return "the new one has no offsets";
  return "a source then has no offsets, and a sink another consumer group";
}
