/** The writes that bring a connector to its declared inputs, each made only when it is needed. */
import type { Cluster } from "../connect/session";
import { alreadyThere, wireConfig, withIgnoredKeys } from "./config";
import {
  ALL_PARTS,
  type Config,
  type ConnectorInfo,
  FAILED_PARTS,
  type InitialState,
} from "../connect/api";
import { isConnectError } from "../core/errors";
import { UserError } from "../connect/explain";
import type { Inputs } from "./inputs";
import { type TargetState, driftedState, targetShown } from "../connect/status";
import { bringToState } from "./target-state";
import { classNotInstalled, isClassNotFound } from "./check/validation";

/** What was found or made on the cluster, and what is still to be done to it, in this order. */
export interface Made {
  readonly type: string;
  /** Whether the status may still show what ran before. */
  readonly ranBefore: boolean;
  /** The declared offsets are to be set. */
  readonly offsets?: {
    /** Whether it has been told to stop. */
    readonly stopped: boolean;
    /** The offsets that were set before. */
    readonly before?: Inputs["offsets"];
  };
  /** A state is to be given to it. */
  readonly stillTo?: TargetState;
}

const INITIAL_STATE: Readonly<Record<TargetState, InitialState | undefined>> = {
  running: undefined, // Connect's default, and understood by versions before 3.7.
  paused: "PAUSED",
  stopped: "STOPPED",
};

/** One POST: its answer is the proof. A connector that is already there is taken over only on `adopt`. */
export async function createOrAdopt(
  cluster: Cluster,
  inputs: Inputs,
  deadline: number,
): Promise<Made> {
  const { name } = inputs;
  const wire = wireConfig(inputs);
  let mayBeOurs = false as boolean; // An earlier POST of ours whose answer was lost.
  const ours = async () => {
    mayBeOurs = true;
    const found = await cluster.find(name, deadline);
    return found !== undefined && alreadyThere(inputs, found.config) ? found : undefined;
  };
  // It must not run before it has its offsets.
  const first = inputs.offsets === undefined ? inputs.state : "stopped";
  const created = ({ type }: ConnectorInfo, isAt = first): Made => ({
    type,
    ranBefore: false,
    ...(inputs.offsets === undefined ? {} : { offsets: { stopped: isAt === "stopped" } }),
    ...(isAt === inputs.state ? {} : { stillTo: inputs.state }),
  });
  const post = (initial?: InitialState) =>
    cluster.write(name, () => cluster.api.create(name, wire, initial), deadline, ours);
  try {
    return created(await post(INITIAL_STATE[first]));
  } catch (error) {
    if (isConnectError(error, "unsupported") && first !== "running") {
      return created(await post(), "running"); // Connect before 3.7 does not know `initial_state`.
    }
    if (isConnectError(error, "invalid")) throw await withInstalledClasses(cluster, inputs, error);
    if (!isConnectError(error, "exists")) throw error;
    const found = mayBeOurs ? await ours() : undefined;
    if (found !== undefined) return created(found);
    if (!inputs.adopt) throw alreadyExists(cluster, name);
    const live = await cluster.find(name, deadline);
    if (live === undefined) throw error; // Deleted by somebody in this moment.
    const change = {
      config: true,
      before: live.config,
      ...(inputs.offsets === undefined ? {} : { offsets: {} }),
    };
    return writeChanges(cluster, inputs, live, change, deadline);
  }
}

function alreadyExists(cluster: Cluster, name: string): UserError {
  return new UserError(
    `connector "${name}" already exists on ${cluster.url}, and was not made by this resource: it was not touched.\n` +
      "Take it over with adopt: true (also when an interrupted `pulumi up` made it), give this one " +
      "another name, or delete the other one. When you renamed the resource in the program, tell " +
      "Pulumi with the option aliases.",
  );
}

async function withInstalledClasses(cluster: Cluster, inputs: Inputs, error: unknown) {
  if (!isConnectError(error) || !isClassNotFound(error.serverMessage)) return error;
  const plugins = await cluster.plugins.get(0).catch(() => undefined);
  if (plugins === undefined) return error;
  return new UserError(
    `create connector "${inputs.name}" on ${cluster.url}: ${classNotInstalled(inputs.class, plugins)}`,
  );
}

/** What an update found to be different between the program and the state. */
export interface Change {
  readonly config: boolean;
  /** The config as it was declared before. */
  readonly before: Config;
  /** The state as it was declared before; undefined when it is not known. */
  readonly stateBefore?: TargetState;
  /** Whether what runs has to be restarted although it is as declared. */
  readonly restart?: boolean;
  /** The declared offsets are to be set; `before` were set before. */
  readonly offsets?: { readonly before?: Inputs["offsets"] };
}

/**
 * To a state of rest first the state, then the config; to running the other way round: so the new
 * config never runs by mistake, nor the old one. New offsets come after the config, while all is
 * stopped: a connector checks them against its config, and a refused config must leave them as they
 * are.
 */
export async function writeChanges(
  cluster: Cluster,
  inputs: Inputs,
  live: ConnectorInfo,
  change: Change,
  deadline: number,
): Promise<Made> {
  const { name, state } = inputs;
  const status = await cluster.status(name, deadline);
  const failed = driftedState(status, state) === "failed";
  const shown = targetShown(status);
  // In a rebalance it does not show what is wanted of it. A failed one does not either, and somebody
  // may have paused it meanwhile.
  const wasAt = shown ?? (failed ? undefined : change.stateBefore);
  const write = change.config && !alreadyThere(inputs, live.config, change.before);
  const first = change.offsets === undefined ? state : "stopped";

  if (first !== "running" && wasAt !== first) await bringToState(cluster, name, first, deadline);
  if (write) {
    try {
      await putConfig(cluster, inputs, live, change.before, deadline);
    } catch (error) {
      // The state stays what it was in the program, so it has to be so on the cluster too.
      const back = shown ?? change.stateBefore;
      if (first !== "running" && back !== undefined && back !== first) {
        await bringToState(cluster, name, back, deadline).catch(() => undefined);
      }
      throw error;
    }
  }
  // A changed config restarts all by itself. Nothing else makes a connector read again what its
  // references resolve to: not even the way out of stopped.
  const all = change.restart === true;
  const restarts = !write && (all || (failed && first !== "stopped"));
  if (restarts) await restart(cluster, name, all, deadline);
  if (change.offsets !== undefined) {
    const stillTo = state === "stopped" ? {} : { stillTo: state };
    const offsets = { stopped: true, ...change.offsets };
    return { type: live.type, ranBefore: restarts || wasAt !== "stopped", offsets, ...stillTo };
  }
  if (state === "running" && wasAt !== state) await bringToState(cluster, name, state, deadline);
  return { type: live.type, ranBefore: write || failed || restarts };
}

/** Before it is resumed, so that what was paused does not go on with what it had. */
async function restart(
  cluster: Cluster,
  name: string,
  all: boolean,
  deadline: number,
): Promise<void> {
  const what = all ? "it and its tasks are" : "what has failed of it is";
  cluster.log.info(`connector "${name}": ${what} restarted`);
  const parts = all ? ALL_PARTS : FAILED_PARTS;
  await cluster.write(name, () => cluster.api.restart(name, parts), deadline);
}

/** Never when Connect has it already: even an equal PUT stops and starts the connector. */
async function putConfig(
  cluster: Cluster,
  inputs: Inputs,
  live: ConnectorInfo,
  before: Config,
  deadline: number,
): Promise<void> {
  const { name } = inputs;
  const config = withIgnoredKeys(inputs, live.config);
  const landed = async () => {
    const found = await cluster.find(name, deadline);
    return found !== undefined && alreadyThere(inputs, found.config, before) ? found : undefined;
  };
  try {
    await cluster.write(name, () => cluster.api.putConfig(name, config), deadline, landed);
  } catch (error) {
    throw await withInstalledClasses(cluster, inputs, error);
  }
}
