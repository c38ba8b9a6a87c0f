/**
 * The life of a connector: check, diff, create, read, update, delete, on plain values, in the form
 * in which the engine's host of dynamic providers calls them.
 */
import { isDeepStrictEqual } from "node:util";
import { type Cluster, clusterOf } from "../connect/session";
import { drifted, sameConfig, wireConfig } from "./config";
import { clusterId } from "../endpoint/endpoint";
import { isConnectError } from "../core/errors";
import { DELETE_UNREACHABLE, deleteUnreachableHint, explain, UserError } from "../connect/explain";
import {
  type Inputs,
  type StoredInputs,
  canonicalise,
  redactorOf,
  timeoutMs,
  withDefaults,
  withoutDefaults,
} from "./inputs";
import { type Failure, UNKNOWN } from "../core/values";
import { requireOffsets, resetOffsets } from "./offsets";
import { declaredIn, type Outputs, outputsOf, type Props, withoutUndefined } from "./outputs";
import { createOrAdopt, writeChanges } from "./reconcile";
import { checkWithConnect } from "./check/remote-check";
import type { Redactor } from "../connect/redact";
import { CreatedButUnhealthy, settle } from "./settle";
import { driftedState } from "../connect/status";
import { UnhealthyError } from "./wait";

/** The inputs in canonical form, and all that is wrong with them. */
export async function check(
  olds: Props<Partial<StoredInputs>>,
  news: Props<Record<string, unknown>>,
): Promise<{ inputs: object; failures: Failure[] }> {
  const { __provider: _, __preview: preview, ...raw } = news;
  const { inputs, failures } = canonicalise(raw);
  const checked =
    failures.length > 0
      ? { inputs, failures }
      : await checkWithConnect(olds, inputs, preview === true);
  return { inputs: checked.inputs, failures: checked.failures.map(inWords) };
}

/**
 * Beside a failure's property the engine prints that property's value: secrets too when it is one of
 * the arguments, and `{<nil>}` when it is a path below one. So it is told of none.
 */
function inWords({ property, reason }: Failure): Failure {
  return { property: "", reason: property === "" ? reason : `${property}: ${reason}` };
}

/**
 * Only whether the connector has to be replaced. What changes is left to the engine, which then
 * shows it key by key: a provider's own "yes" would hide that.
 */
export function diff(
  _id: string,
  olds: Props<Outputs>,
  news: Props<StoredInputs>,
): { replaces: string[]; deleteBeforeReplace: boolean } {
  const replaces: string[] = [];
  if (news.name !== UNKNOWN && news.name !== olds.connectorName) replaces.push("name");
  if (isOtherCluster(olds, news)) replaces.push("cluster");
  return { replaces, deleteBeforeReplace: true };
}

/** An `id` that is given to a cluster that had none yet does not make it another one. */
function isOtherCluster(olds: Outputs, news: StoredInputs): boolean {
  const { id, url } = news.cluster;
  if ((news.cluster as unknown) === UNKNOWN || url === UNKNOWN || id === UNKNOWN) return false;
  if (olds.clusterId === clusterId(news.cluster)) return false;
  return !(olds.cluster.id === undefined && olds.cluster.url === url);
}

export async function create(stored: Props<StoredInputs>): Promise<{ id: string; outs: object }> {
  const inputs = withDefaults(stored);
  const redactor = redactorOf(inputs);
  return guarded(`create connector "${inputs.name}"`, inputs, redactor, async () => {
    const cluster = clusterOf(inputs.cluster);
    const deadline = cluster.clock.now() + timeoutMs(inputs, "create");
    await requireWhatIsNew(cluster, inputs, undefined, deadline);
    const made = await createOrAdopt(cluster, inputs, deadline);
    return { id: inputs.name, outs: await settle(cluster, inputs, redactor, made, deadline) };
  });
}

/** What is there, as inputs (so that a preview shows the drift key by key) and as outputs. */
export async function read(id: string, props: Props<Outputs>): Promise<object> {
  const declared = declaredIn(props);
  const redactor = redactorOf(declared);
  return guarded(`read connector "${id}"`, declared, redactor, async () => {
    const cluster = clusterOf(declared.cluster);
    const deadline = cluster.clock.now() + timeoutMs(declared, "update");
    // A list may lack what is there; only Connect's own "not found" says that it is gone.
    const info = (await cluster.listed(id, deadline)) ?? (await cluster.find(id, deadline));
    if (info === undefined) return {};
    const status = await cluster.status(id, deadline);
    const found = drifted(declared, info.config);
    const inputs = { ...withoutDefaults(found), state: driftedState(status, declared.state) };
    return {
      id,
      inputs: withoutUndefined(inputs),
      props: outputsOf(cluster, found, redactor, status, props.type),
    };
  });
}

export async function update(
  id: string,
  olds: Props<Outputs>,
  stored: Props<StoredInputs>,
): Promise<{ outs: object }> {
  const news = withDefaults(stored);
  const before = declaredIn(olds);
  const redactor = redactorOf(news, before);
  return guarded(`update connector "${id}"`, news, redactor, async () => {
    const cluster = clusterOf(news.cluster);
    const deadline = cluster.clock.now() + timeoutMs(news, "update");
    await requireWhatIsNew(cluster, news, before, deadline);
    const live = (await cluster.listed(id, deadline)) ?? (await cluster.find(id, deadline));
    if (live === undefined) {
      cluster.log.warn(`connector "${id}" was deleted outside of Pulumi: it is created again`);
      const made = await createOrAdopt(cluster, news, deadline);
      return { outs: await settle(cluster, news, redactor, made, deadline) };
    }
    const change = {
      config: !sameConfig(wireConfig(before), wireConfig(news)),
      before: wireConfig(before),
      stateBefore: before.state,
      restart: !isDeepStrictEqual(before.restartTriggers, news.restartTriggers),
      ...(setsOffsets(news, before) ? { offsets: { before: before.offsets } } : {}),
    };
    const made = await writeChanges(cluster, news, live, change, deadline);
    return { outs: await settle(cluster, news, redactor, made, deadline) };
  });
}

/** Offsets move all the time: they are set when the program names others, and at no other time. */
function setsOffsets(news: Inputs, before: Inputs | undefined): boolean {
  return news.offsets !== undefined && !isDeepStrictEqual(news.offsets, before?.offsets);
}

async function requireWhatIsNew(
  cluster: Cluster,
  news: Inputs,
  before: Inputs | undefined,
  deadline: number,
): Promise<void> {
  const resets = news.onDelete !== undefined && before?.onDelete === undefined;
  if (!setsOffsets(news, before) && !resets) return;
  await requireOffsets(cluster, news.name, resets ? "onDelete.resetOffsets" : "offsets", deadline);
}

/** A connector that is not there any more is deleted: that is no error. */
async function remove(id: string, props: Props<Outputs>): Promise<void> {
  const declared = declaredIn(props);
  const redactor = redactorOf(declared);
  await guarded(`delete connector "${id}"`, declared, redactor, async () => {
    const cluster = clusterOf(declared.cluster);
    const deadline = cluster.clock.now() + timeoutMs(declared, "delete");
    try {
      if (declared.onDelete !== undefined) {
        await resetOffsets(cluster, declared, redactor, deadline);
      }
      await cluster.write(id, () => cluster.api.remove(id), deadline);
    } catch (error) {
      if (isConnectError(error, "missing")) return;
      if (!isConnectError(error, "unreachable")) throw error;
      if (process.env[DELETE_UNREACHABLE] === "true") {
        cluster.log.warn(`connector "${id}" is dropped from the state: ${cluster.url} is away`);
        return;
      }
      const { message } = explain(error, `delete connector "${id}"`, cluster, redactor);
      throw new UserError(`${message}\n${deleteUnreachableHint(cluster)}`);
    }
    cluster.namesPoll.hurry();
    while ((await cluster.read(() => cluster.namesPoll.next(), deadline)).includes(id)) {
      if (cluster.clock.now() < deadline) continue;
      throw new UserError(`delete connector "${id}": ${cluster.url} still lists it`);
    }
  });
}
export { remove as delete };

/** Whatever is thrown on the way becomes a text for the user. */
async function guarded<T>(
  doing: string,
  inputs: Inputs,
  redactor: Redactor,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CreatedButUnhealthy) throw error;
    if (error instanceof UnhealthyError) throw new UserError(error.message);
    throw explain(error, doing, inputs.cluster, redactor);
  }
}
