/**
 * The life of a connector: check, diff, create, read, update, delete, on plain values, in the form
 * in which the engine's host of dynamic providers calls them.
 */
import type { Cluster } from "../connect/session";
import { createOrAdopt } from "./adopt";
import { drifted } from "./config";
import { clusterId } from "../endpoint/endpoint";
import {
  type Inputs,
  type StoredInputs,
  canonicalise,
  withDefaults,
  withoutDefaults,
} from "./inputs";
import { type Failure, UNKNOWN } from "../core/values";
import { requireOffsets } from "./offsets";
import { type Operation, operate } from "./operation";
import { declaredIn, type Outputs, outputsOf, type Props, withoutUndefined } from "./outputs";
import { perform } from "./perform";
import { changeBetween, plan, setsOffsets } from "./plan";
import { checkWithConnect } from "./check/remote-check";
import { removeConnector } from "./remove";
import { driftedState } from "../connect/status";

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
  if (checked.failures.length === 0) return { inputs: checked.inputs, failures: [] };
  // Nothing is done with refused inputs, and the engine takes no `undefined` among them.
  return { inputs: {}, failures: checked.failures.map(inWords) };
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

export function create(stored: Props<StoredInputs>): Promise<{ id: string; outs: object }> {
  const inputs = withDefaults(stored);
  return operate({ verb: "create", inputs }, async (op) => {
    await requireNewOffsets(op, undefined);
    return { id: inputs.name, outs: await createOrAdopt(op) };
  });
}

/** What was found, as inputs (so that a preview shows the drift key by key) and as outputs. */
export function read(id: string, props: Props<Outputs>): Promise<object> {
  const declared = declaredIn(props);
  return operate({ verb: "read", inputs: declared }, async ({ cluster, deadline, redactor }) => {
    const info = await find(cluster, id, deadline);
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
    return { outs: await perform(op, steps, info) };
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
  await operate({ verb: "delete", inputs: declaredIn(props) }, (op) => removeConnector(op, id));
}
export { remove as delete };
