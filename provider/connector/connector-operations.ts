/** The operations on one connector, whichever resource manages it. */
import { type Cluster, clusterOf } from "../connect/session";
import { driftedState } from "../connect/status";
import { isConnectError } from "../core/errors";
import { processLog } from "../core/log";
import { isKnown, isUnknown, type MaybeUnknown } from "../core/unknown";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { createOrAdopt } from "./adopt";
import { type Checked, checkWithConnect } from "./check/remote-check";
import { type DraftInputs, type Inputs, redactorOf } from "./inputs";
import { saidAsBefore, type StoredInputs, withoutDefaults } from "./stored-inputs";
import { joinRun } from "./answer";
import { driftOn } from "./live-drift";
import { requireOffsets } from "./offsets";
import type { Operation } from "./operation";
import { type Outputs, outputsOf, type Props, withoutUndefined } from "./outputs";
import { perform } from "./perform";
import { changeBetween, plan, setsOffsets } from "./plan";
import { type Owner, removeUnclaimed } from "./remove";
import {
  adviseId,
  compareEndpoints,
  isSameCluster,
  ANSWER_MS,
  requireSameCluster,
  warnOfOffsets,
} from "./same-cluster";
import type { Declaration } from "./second-check";
import { isSameAddress, type Provenance, thisRun } from "./this-run";
import { declaredTwice } from "./two-resources";

/** Claims canonical inputs for this run, and asks Connect about them. `members` are those of its set. */
export async function checkOne(
  olds: Props<Partial<StoredInputs>>,
  inputs: DraftInputs,
  preview: boolean,
  members?: readonly string[],
): Promise<Checked> {
  const declaration = { by: inputs, before: olds, preview, members };
  const claimed = claimInProgram(declaration);
  warnOfTwoResources(declaration);
  if (claimed !== undefined) await joinRun(claimed === "adopting");
  return checkWithConnect(olds, saidAsBefore(olds, inputs), preview);
}

/** The engine checks only resources that stay in the program: see `this-run.ts`. */
function claimInProgram(declaration: Declaration): "kept" | "adopting" | undefined {
  const { by, before: olds } = declaration;
  const { name, cluster, adopt } = by;
  if (isUnknown(name) || !isKnown(cluster)) return undefined;
  const kept = olds.name === name && compareEndpoints(olds.cluster ?? cluster, cluster) === "same";
  if (olds.name === undefined && thisRun.isReplaced(cluster, name, declaration)) return undefined;
  if (!kept && adopt !== true) return undefined;
  // Either its own second check, or another resource must not take it from the one that has it.
  if (!kept && thisRun.isKept(cluster, name)) return undefined;
  const how = kept ? "kept" : "adopting";
  thisRun.claim(cluster, name, how);
  return how;
}

function warnOfTwoResources(declaration: Declaration): void {
  const { name, cluster: endpoint } = declaration.by;
  if (isUnknown(name) || !isKnown(endpoint)) return;
  if (!thisRun.isDeclaredTwice(endpoint, name, declaration)) return;
  processLog().warn(declaredTwice(name, endpoint.url));
}

/**
 * Whether the new endpoint leads to another cluster than the one with the connector. If a preview
 * does not know the endpoint, it shows the change as if it did.
 */
export async function movesCluster(
  before: Inputs,
  workersBefore: readonly string[],
  now: MaybeUnknown<Endpoint>,
): Promise<boolean> {
  const verdict = compareEndpoints(before.cluster, now);
  if (verdict === "same" && isKnown(now) && now.url !== before.cluster.url) {
    await requireSameCluster(before, workersBefore, now);
  }
  if (verdict !== "other") return verdict === "unknown";
  // Without all credentials, the provider cannot ask.
  if (!isKnown(now)) return true;
  // A preview would find the connector, because the workers are still the old cluster.
  if (thisRun.isToBecome(clusterId(before.cluster), clusterId(now))) return true;
  const same = await isSameCluster(before, workersBefore, now);
  thisRun.compared(before.cluster, now, same);
  // The address stays, and its workers are about to become another cluster, so no advice applies.
  if (same && now.id === undefined && !isSameAddress(before.cluster, now)) {
    adviseId(before.cluster, now);
  }
  if (!same) warnOfOffsets(before.cluster, now);
  return !same;
}

/**
 * Whether the workers have lost the connector because they now belong to another Kafka. In other
 * cases there is no need to ask: a refresh finds a connector that others deleted.
 */
export async function isLost({
  cluster: endpoint,
  name,
}: Pick<DraftInputs, "cluster" | "name">): Promise<boolean> {
  if (!isKnown(endpoint) || isUnknown(name) || !thisRun.mayLack(clusterId(endpoint))) return false;
  const cluster = clusterOf(endpoint);
  try {
    return (await find(cluster, name, cluster.clock.now() + ANSWER_MS)) === undefined;
  } catch (error) {
    if (isConnectError(error)) return false;
    throw error;
  }
}

export async function createOne(op: Operation, provenance?: Provenance): Promise<Outputs> {
  await requireNewOffsets(op, undefined);
  await joinRun(false);
  return createOrAdopt(op, provenance);
}

/** Unless another resource of this run has the connector, of whichever provider. */
export async function removeOne(op: Operation, owner: Owner): Promise<void> {
  await joinRun(false);
  return removeUnclaimed(op, owner);
}

export interface FoundOne {
  /** The inputs with drift, so that a preview shows it key by key. */
  readonly inputs: StoredInputs;
  readonly outs: Outputs;
}

/** The connector on the cluster; undefined if it no longer exists. */
export async function readOne(op: Operation, type: string): Promise<FoundOne | undefined> {
  const { cluster, deadline, inputs: declared } = op;
  const info = await find(cluster, declared.name, deadline);
  if (info === undefined) return undefined;
  const status = await cluster.status(declared.name, deadline);
  const live = await driftOn(cluster, declared, info.config);
  // Connect's texts may quote a secret that somebody else has changed.
  const redactor = redactorOf(declared, { ...declared, config: info.config });
  const inputs = { ...withoutDefaults(live), state: driftedState(status, declared.state) };
  return {
    inputs: withoutUndefined(inputs) as StoredInputs,
    outs: outputsOf(cluster, live, redactor, status, type),
  };
}

/**
 * Updates a connector from its previous inputs, `before`, to the inputs of the operation.
 * `provenance` is given if it may never have been created.
 */
export async function updateOne(
  op: Operation,
  before: Inputs,
  provenance?: Provenance,
): Promise<Outputs> {
  const { cluster, deadline, inputs } = op;
  const { name } = inputs;
  await requireNewOffsets(op, before);
  const info = await find(cluster, name, deadline);
  if (info === undefined) {
    if (provenance?.interrupted !== true) cluster.log.warn(missing(before.cluster, inputs));
    return createOrAdopt(op, provenance);
  }
  const live = { info, status: await cluster.status(name, deadline) };
  const steps = plan(live, inputs, changeBetween(before, inputs));
  const outs = await perform(op, steps, info);
  thisRun.claim(inputs.cluster, name, "kept", outs);
  return outs;
}

/** Only the program's `cluster.id` says that both addresses are the same cluster. */
function missing(before: Endpoint, { cluster: now, name }: Inputs): string {
  if (now.id === undefined || before.url === now.url) {
    return `connector "${name}" was deleted outside of Pulumi and will be recreated`;
  }
  return (
    `connector "${name}" is not on ${now.url}: it is created there. cluster.id says that this is the ` +
    `cluster at ${before.url}. If it is another one, the connector still runs at ${before.url}: delete ` +
    "it there, and give the new cluster an id of its own."
  );
}

/** A list may lack an existing connector. Only Connect's own "not found" proves that it is gone. */
async function find(cluster: Cluster, id: string, deadline: number) {
  return (await cluster.listed(id, deadline)) ?? (await cluster.find(id, deadline));
}

async function requireNewOffsets(op: Operation, before: Inputs | undefined): Promise<void> {
  const { inputs } = op;
  const resets = inputs.onDelete !== undefined && before?.onDelete === undefined;
  if (resets) await requireOffsets(op, "onDelete.resetOffsets");
  else if (setsOffsets(inputs, before)) await requireOffsets(op, "offsets");
}
