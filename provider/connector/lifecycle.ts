/**
 * The life of a connector: check, diff, create, read, update, delete, on plain values, in the form
 * in which the engine's host of dynamic providers calls them.
 */
import type { Cluster } from "../connect/session";
import { createOrAdopt } from "./adopt";
import { PASSING, REFRESH_PATIENCE_MS } from "../connect/retry";
import { explain } from "../connect/explain";
import { isConnectError } from "../core/errors";
import { driftOn } from "./live-drift";
import {
  type Inputs,
  type StoredInputs,
  canonicalise,
  redactorOf,
  withDefaults,
  withoutDefaults,
} from "./inputs";
import { failureText } from "../core/failure-text";
import { type Failure, hasUnknown } from "../core/values";
import { requireOffsets } from "./offsets";
import { type Operation, operate } from "./operation";
import {
  declaredIn,
  type Outputs,
  outputsOf,
  type Props,
  withoutUndefined,
  workersOf,
} from "./outputs";
import { perform } from "./perform";
import { changeBetween, plan, setsOffsets } from "./plan";
import { checkWithConnect } from "./check/remote-check";
import { removeUnclaimed } from "./remove";
import { adviseId, compareEndpoints, isSameCluster } from "./same-cluster";
import { isSameAddress, thisRun } from "./this-run";
import { driftedState } from "../connect/status";

/** The inputs in canonical form, and all that is wrong with them. */
export async function check(
  olds: Props<Partial<StoredInputs>>,
  news: Props<Record<string, unknown>>,
): Promise<{ inputs: object; failures: Failure[] }> {
  const { __provider: _, __preview: preview, ...raw } = news;
  const { inputs, failures } = canonicalise(raw);
  if (failures.length > 0) return refused(failures);
  claimInProgram(olds, inputs);
  const checked = await checkWithConnect(olds, inputs, preview === true);
  return checked.failures.length > 0
    ? refused(checked.failures)
    : { inputs: checked.inputs, failures: [] };
}

/** Nothing is done with refused inputs, and the engine takes no `undefined` among them. */
function refused(failures: readonly Failure[]) {
  return { inputs: {}, failures: failures.map(inWords) };
}

/** Only a resource that stays in the program is checked: see `this-run.ts`. */
function claimInProgram(olds: Props<Partial<StoredInputs>>, news: Inputs): void {
  const { name, cluster, adopt } = news;
  if (hasUnknown([name, cluster])) return;
  const kept = olds.name === name && compareEndpoints(olds.cluster ?? cluster, cluster) === "same";
  if (kept) thisRun.claim(cluster, name, "kept");
  else if (adopt) thisRun.claim(cluster, name, "adopting");
}

/**
 * Beside a failure's property the engine prints that property's value: secrets too when it is one of
 * the arguments, and `{<nil>}` when it is a path below one. So it is told of none.
 */
function inWords(failure: Failure): Failure {
  return { property: "", reason: failureText.format(failure) };
}

/**
 * Only whether the connector has to be replaced. What changes is left to the engine, which then
 * shows it key by key: a provider's own "yes" would hide that.
 */
export async function diff(
  _id: string,
  olds: Props<Outputs>,
  news: Props<StoredInputs>,
): Promise<{ replaces: string[]; deleteBeforeReplace: boolean }> {
  const moves = await changesCluster(olds, news);
  return {
    replaces: [
      ...(news.name === olds.connectorName ? [] : ["name"]),
      ...(moves ? ["cluster"] : []),
    ],
    // On another cluster it is created and seen to run before the old one is deleted.
    deleteBeforeReplace: !moves,
  };
}

/** What is not known in a preview may change the cluster, so it is shown as if it did. */
async function changesCluster(olds: Props<Outputs>, news: StoredInputs): Promise<boolean> {
  const verdict = compareEndpoints(olds.cluster, news.cluster);
  if (verdict !== "other") return verdict === "unknown";
  // A preview would find the connector: the workers are still the cluster of before.
  if (thisRun.isToBecome(olds.cluster, news.cluster)) return true;
  const same = await isSameCluster(declaredIn(olds), workersOf(olds), news.cluster);
  thisRun.compared(olds.cluster, news.cluster, same);
  // At one address the workers are about to become another cluster: there is nothing to advise.
  if (same && !isSameAddress(olds.cluster, news.cluster)) adviseId(olds.cluster, news.cluster);
  return !same;
}

export function create(stored: Props<StoredInputs>): Promise<{ id: string; outs: object }> {
  const inputs = withDefaults(stored);
  return operate({ verb: "create", inputs }, async (op) => {
    await requireNewOffsets(op, undefined);
    return { id: inputs.name, outs: await createOrAdopt(op) };
  });
}

/**
 * What was found, or the last known state when the workers are down and belong to the same stack: the
 * same run may be the one that repairs them.
 */
export function read(id: string, props: Props<Outputs>): Promise<object> {
  const inputs = declaredIn(props);
  return operate({ verb: "read", inputs }, async (op) => {
    if (inputs.cluster.managed !== true) return found(op, id, props);
    const deadline = Math.min(op.deadline, op.cluster.clock.now() + REFRESH_PATIENCE_MS);
    try {
      return await found({ ...op, deadline }, id, props);
    } catch (error) {
      if (!isConnectError(error, ...PASSING)) throw error;
      // One text for all connectors of the cluster: the log prints it once.
      const { message } = explain(error, "refresh", op.cluster, op.redactor);
      op.cluster.log.warn(`${message}\nThe last known state of the connectors is kept.`);
      return { id, props };
    }
  });
}

/** As inputs (so that a preview shows the drift key by key) and as outputs. */
async function found(op: Operation, id: string, props: Props<Outputs>): Promise<object> {
  const { cluster, deadline, inputs: declared } = op;
  const info = await find(cluster, id, deadline);
  if (info === undefined) return {};
  const status = await cluster.status(id, deadline);
  const live = await driftOn(cluster, declared, info.config);
  // What Connect prints may quote a value that somebody else gave to a secret.
  const redactor = redactorOf(declared, { ...declared, config: info.config });
  const inputs = { ...withoutDefaults(live), state: driftedState(status, declared.state) };
  return {
    id,
    inputs: withoutUndefined(inputs),
    props: outputsOf(cluster, live, redactor, status, props.type),
  };
}

export function update(
  id: string,
  olds: Props<Outputs>,
  stored: Props<StoredInputs>,
): Promise<{ outs: object }> {
  const inputs = withDefaults(stored);
  const before = declaredIn(olds);
  return operate({ verb: "update", inputs, before }, async (op) => {
    const { cluster, deadline } = op;
    await requireNewOffsets(op, before);
    const info = await find(cluster, id, deadline);
    if (info === undefined) {
      cluster.log.warn(`connector "${id}" was deleted outside of Pulumi: it is created again`);
      return { outs: await createOrAdopt(op) };
    }
    const live = { info, status: await cluster.status(id, deadline) };
    const steps = plan(live, inputs, changeBetween(before, inputs));
    const outs = await perform(op, steps, info);
    thisRun.claim(inputs.cluster, id, "kept", outs);
    return { outs };
  });
}

/** A list may lack an existing connector; only Connect's own "not found" proves that it is gone. */
async function find(cluster: Cluster, id: string, deadline: number) {
  return (await cluster.listed(id, deadline)) ?? (await cluster.find(id, deadline));
}

async function requireNewOffsets(op: Operation, before: Inputs | undefined): Promise<void> {
  const { inputs } = op;
  const resets = inputs.onDelete !== undefined && before?.onDelete === undefined;
  if (resets) await requireOffsets(op, "onDelete.resetOffsets");
  else if (setsOffsets(inputs, before)) await requireOffsets(op, "offsets");
}

async function remove(id: string, props: Props<Outputs>): Promise<void> {
  const declared = declaredIn(props);
  const inputs = { ...declared, name: id, cluster: thisRun.addressOf(declared.cluster) };
  await operate({ verb: "delete", inputs }, (op) => removeUnclaimed(op, props));
}
export { remove as delete };
