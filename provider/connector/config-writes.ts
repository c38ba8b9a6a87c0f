/** Writes a connector's config. If an answer is lost, each write checks whether it was applied. */
import type { Config, ConnectorInfo, InitialState } from "../connect/wire";
import { UserError } from "../connect/explain";
import { PASSING } from "../connect/retry";
import { isReference } from "../connect/references";
import { isSecret } from "../connect/secrets";
import type { TargetState } from "../connect/status";
import { type ConnectError, isConnectError } from "../core/errors";
import { classNotInstalled, isClassNotFound } from "./check/validation";
import { alreadyThere, wireConfig } from "./config";
import { passwordsIn } from "./live-drift";
import type { Operation } from "./operation";
import type { Step } from "./plan";
import { configKeys } from "./take-along";

const INITIAL_STATE: Readonly<Record<TargetState, InitialState | undefined>> = {
  running: undefined, // Connect's default, and understood by versions before 3.7.
  paused: "PAUSED",
  stopped: "STOPPED",
};

export interface Created {
  readonly info: ConnectorInfo;
  /** Connect before 3.7 has no initial state, so the connector runs at first. */
  readonly state: TargetState;
}

/** Nobody knows whether the POST has created the connector, or will. */
export class MaybeCreatedError extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("the connector may exist");
    this.name = "MaybeCreatedError";
    this.reason = reason;
  }
}

/** Sends one POST. Throws `exists` for a connector that this call did not create. */
export async function postConnector(op: Operation, state: TargetState): Promise<Created> {
  const { cluster, deadline, inputs } = op;
  const { name } = inputs;
  const wire = { ...op.others, ...wireConfig(inputs) };
  let answerLost = false as boolean; // An earlier POST may have created it.
  const ours = async () => {
    answerLost = true;
    const found = await cluster.find(name, deadline);
    return found !== undefined && alreadyThere(inputs, found.config) ? found : undefined;
  };
  const post = (initial?: InitialState) =>
    cluster.write(name, () => cluster.api.create(name, wire, initial), deadline, ours);
  try {
    return { info: await post(INITIAL_STATE[state]), state };
  } catch (error) {
    if (isConnectError(error, "unsupported") && state !== "running") {
      return { info: await post(), state: "running" };
    }
    const found = isConnectError(error, "exists") && answerLost ? await ours() : undefined;
    if (found !== undefined) return { info: found, state };
    if (answerLost && !isAnswered(error)) throw new MaybeCreatedError(error);
    throw await withInstalledClasses(op, error);
  }
}

/** Whether Connect has refused a write, after it has executed or dropped every earlier one. */
function isAnswered(error: unknown): boolean {
  return isConnectError(error) && !isConnectError(error, ...PASSING);
}

/** Does not write an equal config, because even that would restart the connector. */
export async function putConfig(op: Operation, config: Config, before: Config): Promise<void> {
  await writeConfig(op, before, () => op.cluster.api.putConfig(op.inputs.name, config));
}

/** Before Kafka Connect 3.8, there is no PATCH. Some gateways and firewalls refuse the method. */
const NO_PATCH = [403, 404, 405, 501];

type Patch = Extract<Step, { do: "patchConfig" }>;

/** Changes single keys. Without PATCH, writes the whole config, provided that no value is hidden. */
export async function patchConfig(op: Operation, step: Patch): Promise<void> {
  const { patch, whole, before } = step;
  try {
    await writeConfig(op, before, () => op.cluster.api.patchConfig(op.inputs.name, patch));
  } catch (error) {
    const refused = isConnectError(error) && NO_PATCH.includes(error.status ?? 0);
    if (!refused || isConnectError(error, "missing")) throw error;
    const hidden = [...step.hidden, ...(await maybeHidden(op, step))];
    if (hidden.length > 0) throw wouldLose(op, hidden, error);
    await putConfig(op, whole, before);
  }
}

/**
 * The secrets of others that may be masks: a server may use any text as one. It does not if it shows
 * one of our own secrets.
 */
async function maybeHidden({ cluster, inputs }: Operation, step: Patch): Promise<string[]> {
  const { whole, showsSecrets } = step;
  const wire = wireConfig(inputs);
  const others = Object.entries(whole).filter(
    ([key, value]) => wire[key] === undefined && !isReference(value),
  );
  if (showsSecrets || others.length === 0) return [];
  const isPassword = await passwordsIn(cluster, inputs.class, whole);
  return others.flatMap(([key, value]) => (isSecret(key, value) || isPassword(key) ? [key] : []));
}

async function writeConfig(
  op: Operation,
  before: Config,
  call: () => Promise<ConnectorInfo>,
): Promise<void> {
  const { cluster, deadline, inputs } = op;
  const { name } = inputs;
  const landed = async () => {
    const found = await cluster.find(name, deadline);
    return found !== undefined && alreadyThere(inputs, found.config, before) ? found : undefined;
  };
  try {
    await cluster.write(name, call, deadline, landed);
  } catch (error) {
    throw await withInstalledClasses(op, error);
  }
}

function wouldLose(
  { cluster, doing }: Operation,
  hidden: readonly string[],
  { status }: ConnectError,
): UserError {
  return new UserError(
    `${doing} on ${cluster.url}: the config was not written, because that would lose ${configKeys(hidden)}: ` +
      "ignoreKeys leaves it to others, and the server hides its value, or may hide it. Changing the other keys alone " +
      `needs PATCH /connectors/{name}/config, which answered ${String(status)}: Kafka Connect 3.8 and later offer ` +
      "it, and a gateway may have to allow it. Otherwise declare the key in config with its value, or make the " +
      "change on the server.",
  );
}

async function withInstalledClasses({ cluster, inputs, doing }: Operation, error: unknown) {
  if (!isConnectError(error) || !isClassNotFound(error.serverMessage)) return error;
  const plugins = await cluster.plugins.get(0).catch(() => undefined);
  if (plugins === undefined) return error;
  return new UserError(`${doing} on ${cluster.url}: ${classNotInstalled(inputs.class, plugins)}`);
}
