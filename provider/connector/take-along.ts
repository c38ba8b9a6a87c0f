/**
 * A replacement deletes a connector and recreates it. The keys that `ignoreKeys` leaves to others are
 * only on the old one, so they are taken along.
 */
import { isDeepStrictEqual } from "node:util";
import { DELETE_UNREACHABLE, deleteHint, explain, UserError } from "../connect/explain";
import { isSecret } from "../connect/secrets";
import { type Cluster, clusterOf } from "../connect/session";
import type { Config } from "../connect/wire";
import { isConnectError } from "../core/errors";
import type { Endpoint } from "../endpoint/endpoint";
import { type Declared, othersKeys } from "./config";
import { type Inputs, redactorOf } from "./inputs";
import type { Operation } from "./operation";
import { type Props, withoutUndefined } from "./outputs";
import { thisRun } from "./this-run";

/** How messages call keys of a config: `config["a"], config["b"]`. */
export function configKeys(keys: readonly string[]): string {
  return keys.map((key) => `config["${key}"]`).join(", ");
}

/** Why a connector cannot be replaced; undefined if every key can be taken along. */
export function keysLost(name: string, url: string, wanted: Declared, live: Config) {
  const { hidden } = othersKeys(wanted, live);
  if (hidden.length === 0) return undefined;
  return {
    what:
      `the replacement of connector "${name}" would lose ${configKeys(hidden)}: ignoreKeys leaves it ` +
      `to others, and ${url} hides its value`,
    step: "Declare the key in config with its value, or remove it from ignoreKeys to give it up.",
  };
}

/**
 * Before the delete of a connector that is then recreated on the same cluster. `otherwise` is what to
 * do if it is not.
 */
export async function takeAlong(op: Operation, otherwise?: string): Promise<void> {
  const planned = thisRun.replacementOf(op.inputs.cluster, op.inputs.name);
  if (planned === undefined || planned.moves || !isSameResource(planned.before, op.inputs)) return;
  const { cluster, name } = planned.wanted;
  const to = planned.somewhere === true ? undefined : cluster;
  const others = await readOthers(op, op.cluster, op.inputs.name, planned.wanted, otherwise);
  thisRun.takesAlong(to, name, others);
}

/** An interrupted rename leaves a resource behind whose delete belongs to no replacement. */
function isSameResource(before: Inputs, deleted: Inputs): boolean {
  const own = ({ __provider: _, cluster: __, timeouts: ___, ...rest }: Props<Inputs>) => rest;
  return isDeepStrictEqual(own(withoutUndefined(before)), own(withoutUndefined(deleted)));
}

/**
 * For a create: what comes from the connector that it replaces. On another cluster, that one still
 * exists.
 */
export async function takenAlong(op: Operation): Promise<Config> {
  const { inputs } = op;
  const { name } = inputs;
  const planned = thisRun.replacementBy(inputs.cluster, name);
  if (planned?.moves === true) return readMoving(op, planned.before.cluster, planned.before.name);
  return thisRun.takenAlong(inputs.cluster, name) ?? {};
}

/** Once the old cluster cannot be asked, its delete fails in the same way, and with the same next step. */
async function readMoving(op: Operation, from: Endpoint, name: string): Promise<Config> {
  try {
    return await readOthers(op, clusterOf(from), name, op.inputs);
  } catch (error) {
    if (!isConnectError(error)) throw error;
    if (error.mayBeGone && process.env[DELETE_UNREACHABLE] === "true") return {};
    const doing = `${op.doing}: read the keys that ignoreKeys leaves to others`;
    const { explained } = explain(error, doing, from, redactorOf(op.inputs));
    const steps = [explained.step, deleteHint(error, from)].filter((step) => step !== undefined);
    throw new UserError({ ...explained, step: steps.join("\n") });
  }
}

async function readOthers(
  op: Operation,
  cluster: Cluster,
  name: string,
  wanted: Declared,
  otherwise?: string,
): Promise<Config> {
  if ((wanted.ignoreKeys ?? []).length === 0) return {};
  const live = (await cluster.find(name, op.deadline))?.config ?? {};
  const lost = keysLost(name, cluster.url, wanted, live);
  if (lost !== undefined) {
    throw new UserError({
      what: `${op.doing}: ${lost.what}. Nothing was changed.`,
      step: [lost.step, otherwise].filter((step) => step !== undefined).join("\n"),
    });
  }
  const { shown } = othersKeys(wanted, live);
  const secrets = Object.entries(shown).filter((entry) => isSecret(...entry));
  if (secrets.length > 0) {
    cluster.log.warn(
      `the replacement of connector "${name}" writes ${configKeys(secrets.map(([key]) => key))} as ` +
        `${cluster.url} shows it. If something in front of Kafka Connect hides the value, its owner has to set it again.`,
    );
  }
  return shown;
}
