/** The writes that bring a connector to its declared inputs, each made only when it is needed. */
import type { Cluster } from "./cluster";
import { alreadyThere, wireConfig, withIgnoredKeys } from "./config";
import {
  type Config,
  type ConnectorInfo,
  type ConnectorStatus,
  FAILED_PARTS,
  type InitialState,
} from "./connect-api";
import { isConnectError } from "./errors";
import { explain, UserError } from "./explain";
import type { Inputs, TargetState } from "./inputs";
import { type Outputs, outputsOf, type Props, withoutUndefined } from "./outputs";
import type { Redactor } from "./secrets";
import { driftedState, targetShown } from "./status";
import { classNotInstalled, isClassNotFound } from "./validation";
import { UnhealthyError, waitForState } from "./wait";

/** What was found or made on the cluster. */
export interface Made {
  readonly type: string;
  /** Whether the status may still show what ran before. */
  readonly ranBefore: boolean;
  /** A state that could not be given to it when it was created. */
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
  const post = (initial?: InitialState) =>
    cluster.write(name, () => cluster.api.create(name, wire, initial), deadline, ours);
  try {
    return { type: (await post(INITIAL_STATE[inputs.state])).type, ranBefore: false };
  } catch (error) {
    if (isConnectError(error, "unsupported") && inputs.state !== "running") {
      const { type } = await post(); // Connect before 3.7 does not know `initial_state`.
      return { type, ranBefore: false, stillTo: inputs.state };
    }
    if (isConnectError(error, "invalid")) throw await withInstalledClasses(cluster, inputs, error);
    if (!isConnectError(error, "exists")) throw error;
    const found = mayBeOurs ? await ours() : undefined;
    if (found !== undefined) return { type: found.type, ranBefore: false };
    if (!inputs.adopt) throw alreadyExists(cluster, name);
    const live = await cluster.find(name, deadline);
    if (live === undefined) throw error; // Deleted by somebody in this moment.
    return writeChanges(cluster, inputs, live, { config: true, before: live.config }, deadline);
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
}

/**
 * To a state of rest first the state, then the config; to running the other way round: so the new
 * config never runs by mistake, nor the old one.
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
  // A failed or unassigned connector does not show what is wanted of it.
  const wasAt = targetShown(status) ?? change.stateBefore;
  const write = change.config && !alreadyThere(inputs, live.config, change.before);

  if (state !== "running" && wasAt !== state) await bringToState(cluster, name, state, deadline);
  if (write) {
    try {
      await putConfig(cluster, inputs, live, change.before, deadline);
    } catch (error) {
      // The state stays what it was in the program, so it has to be so on the cluster too.
      if (state !== "running" && wasAt !== undefined && wasAt !== state) {
        await bringToState(cluster, name, wasAt, deadline).catch(() => undefined);
      }
      throw error;
    }
  }
  if (state === "running" && wasAt !== state) await bringToState(cluster, name, state, deadline);
  if (!write && failed && state !== "stopped") {
    cluster.log.info(`connector "${name}": what has failed of it is restarted`);
    await cluster.write(name, () => cluster.api.restart(name, FAILED_PARTS), deadline);
  }
  return { type: live.type, ranBefore: write || failed };
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

/** Pauses, stops or resumes. Each may be repeated. */
export async function bringToState(
  cluster: Cluster,
  name: string,
  state: TargetState,
  deadline: number,
): Promise<void> {
  const call = { running: "resume", paused: "pause", stopped: "stop" } as const;
  try {
    await cluster.write(name, () => cluster.api[call[state]](name), deadline);
  } catch (error) {
    if (state !== "stopped" || !isConnectError(error, "unsupported")) throw error;
    const { version } = await cluster.read(cluster.api.worker, deadline);
    throw new UserError(
      `connector "${name}": state "stopped" needs Kafka Connect 3.5 or later, and ${cluster.url} is ${version}. Use "paused".`,
    );
  }
}

/** Waits for the declared state and gives the outputs; what is made but not healthy is kept in the state. */
export async function settle(
  cluster: Cluster,
  inputs: Props<Inputs>,
  redactor: Redactor,
  made: Made,
  deadline: number,
): Promise<Outputs> {
  const outputs = (status: ConnectorStatus | undefined) =>
    outputsOf(cluster, inputs, redactor, status, made.type);
  try {
    if (made.stillTo !== undefined) {
      await bringToState(cluster, inputs.name, made.stillTo, deadline);
    }
    if (inputs.waitFor === "none") {
      const statuses = await cluster.read(() => cluster.statusPoll.next(), deadline);
      return outputs(statuses.get(inputs.name));
    }
    return outputs(await waitForState(cluster, inputs, redactor, made.ranBefore, deadline));
  } catch (error) {
    if (error instanceof UnhealthyError) {
      throw new CreatedButUnhealthy(inputs.name, outputs(error.lastStatus), error.reasons);
    }
    const { message } = explain(error, `wait for connector "${inputs.name}"`, cluster, redactor);
    throw new CreatedButUnhealthy(inputs.name, outputs(undefined), [message]);
  }
}

/**
 * The form in which the engine takes a partial failure: it keeps the resource, shows the reasons
 * and plans an update for the next run. `properties` must hold the inputs, the provider's text too.
 */
export class CreatedButUnhealthy extends Error {
  readonly id: string;
  readonly properties: object;
  readonly reasons: readonly string[];

  constructor(id: string, properties: object, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "CreatedButUnhealthy";
    this.id = id;
    this.properties = withoutUndefined(properties);
    this.reasons = reasons;
  }
}
