/**
 * The lifecycle of a connector: check, diff, create, read, update and delete on plain values, with
 * the signatures that the engine's host of dynamic providers expects.
 */
import { PASSING, REFRESH_PATIENCE_MS } from "../connect/retry";
import { explain } from "../connect/explain";
import { isConnectError } from "../core/errors";
import { canonicalise } from "./inputs";
import { saidIn, type StoredInputs, withDefaults } from "./stored-inputs";
import { failureText } from "../core/failure-text";
import type { Draft } from "../core/unknown";
import type { Failure } from "../core/values";
import {
  checkOne,
  createOne,
  isLost,
  movesCluster,
  readOne,
  removeOne,
  updateOne,
} from "./connector-operations";
import { noteReplacement } from "./move";
import { type Operation, operate } from "./operation";
import { declaredIn, type Outputs, type Props, workersOf } from "./outputs";
import { thisRun } from "./this-run";

/** The inputs in canonical form, and all mistakes in them. */
export async function check(
  olds: Props<Partial<StoredInputs>>,
  news: Props<Record<string, unknown>>,
): Promise<{ inputs: object; failures: Failure[] }> {
  const { __provider: _, __preview: preview, ...raw } = news;
  const { inputs, failures } = canonicalise(raw);
  if (failures.length > 0) return refused(failures);
  const checked = await checkOne(olds, saidIn(raw, inputs), preview === true);
  return checked.failures.length > 0
    ? refused(checked.failures)
    : { inputs: checked.inputs, failures: [] };
}

/** Refused inputs are not used, but the engine accepts no `undefined` in them. */
export function refused(failures: readonly Failure[]) {
  return { inputs: {}, failures: failures.map(inWords) };
}

/**
 * If a failure has a property, the engine prints the property's value: secrets too for an argument,
 * and `{<nil>}` for a path inside an argument. So failures have no property.
 */
function inWords(failure: Failure): Failure {
  return { property: "", reason: failureText.format(failure) };
}

/**
 * Decides only whether the connector has to be replaced. The engine finds the changes, because it
 * then shows them key by key; a provider's own "yes" would hide them.
 */
export async function diff(
  _id: string,
  olds: Props<Outputs>,
  news: Props<Draft<StoredInputs>>,
): Promise<{ replaces: string[]; deleteBeforeReplace: boolean }> {
  const before = declaredIn(olds);
  const moves = await movesCluster(before, workersOf(olds), news.cluster);
  noteReplacement({ ...before, name: olds.connectorName }, news, moves);
  const lost = !moves && (await isLost(news));
  return {
    replaces: [
      ...(news.name === olds.connectorName ? [] : ["name"]),
      ...(moves || lost ? ["cluster"] : []),
    ],
    // On another cluster, the new connector is created and runs before the old one is deleted.
    deleteBeforeReplace: !moves,
  };
}

export function create(stored: Props<StoredInputs>): Promise<{ id: string; outs: object }> {
  const inputs = withDefaults(stored);
  return operate({ verb: "create", inputs }, async (op) => {
    return { id: inputs.name, outs: await createOne(op) };
  });
}

/**
 * The connector's state on the cluster. If the workers are down and belong to the same stack, the
 * last known state, because the same run may repair them.
 */
export function read(id: string, props: Props<Outputs>): Promise<object> {
  const inputs = { ...declaredIn(props), name: id };
  return operate({ verb: "read", inputs }, (op) =>
    unlessManagedIsUnreachable<object>(op, (within) => found(within, id, props), { id, props }),
  );
}

/** Reads as patiently as a refresh. */
export async function unlessManagedIsUnreachable<T>(
  op: Operation,
  read: (op: Operation) => Promise<T>,
  known: T,
): Promise<T> {
  if (op.inputs.cluster.managed !== true) return read(op);
  const deadline = Math.min(op.deadline, op.cluster.clock.now() + REFRESH_PATIENCE_MS);
  try {
    return await read({ ...op, deadline });
  } catch (error) {
    if (!isConnectError(error, ...PASSING)) throw error;
    // The same text for all connectors of the cluster, so the log prints it once.
    const { message } = explain(error, "refresh", op.cluster, op.redactor);
    op.cluster.log.warn(`${message}\nThe last known state of the connectors is kept.`);
    return known;
  }
}

/** As inputs and outputs; empty if the connector is gone. */
async function found(op: Operation, id: string, props: Props<Outputs>): Promise<object> {
  const one = await readOne(op, props.type);
  return one === undefined ? {} : { id, inputs: one.inputs, props: one.outs };
}

export function update(
  _id: string,
  olds: Props<Outputs>,
  stored: Props<StoredInputs>,
): Promise<{ outs: object }> {
  const inputs = withDefaults(stored);
  const before = declaredIn(olds);
  return operate({ verb: "update", inputs, before }, async (op) => {
    return { outs: await updateOne(op, before) };
  });
}

async function remove(id: string, props: Props<Outputs>): Promise<void> {
  const declared = declaredIn(props);
  const inputs = { ...declared, name: id, cluster: thisRun.addressOf(declared.cluster) };
  const owner = { stored: props, workers: workersOf(props) };
  await operate({ verb: "delete", inputs }, (op) => removeOne(op, owner));
}
export { remove as delete };
