/**
 * With the resource option deleteBeforeReplace, the engine deletes a connector that moves to another
 * cluster before it creates it there. A create that then fails would leave it on neither cluster, so
 * the delete first asks the new cluster.
 */
import { explain, UserError } from "../connect/explain";
import { REFRESH_PATIENCE_MS } from "../connect/retry";
import { clusterOf } from "../connect/session";
import type { ConnectorInfo } from "../connect/wire";
import { type Draft, isKnown, isUnknown } from "../core/unknown";
import { adopts } from "./adopt";
import { type Inputs, redactorOf } from "./inputs";
import type { Operation } from "./operation";
import { type StoredInputs, withDefaults } from "./stored-inputs";
import { type Provenance, type Replacement, thisRun } from "./this-run";

/**
 * Notes what the diff has decided: a later delete in the same run belongs to this replacement. The
 * engine may force one that the diff did not ask for.
 */
export function noteReplacement(
  before: Inputs,
  news: Draft<StoredInputs>,
  moves: boolean,
  provenance?: Provenance,
): void {
  thisRun.plansReplacement(before, planned(before, news, moves, provenance));
}

function planned(
  before: Inputs,
  news: Draft<StoredInputs>,
  moves: boolean,
  provenance: Provenance | undefined,
): Replacement | undefined {
  const wanted = withDefaults(news);
  const { cluster, name, ignoreKeys } = wanted;
  if (isUnknown(name) || isUnknown(ignoreKeys)) {
    return moves ? { before, wanted: before, moves: false, somewhere: true } : undefined;
  }
  // An update knows the cluster, unless the engine first deletes what depends on a replaced one.
  if (!isKnown(cluster)) {
    const renamed = { ...before, name };
    return moves ? { before, wanted: renamed, moves: false, somewhere: true } : undefined;
  }
  // The workers behind one address show the old cluster until they become the new one.
  if (moves && cluster.url === before.cluster.url) return undefined;
  // Which values are unknown does not matter here: only the keys of the config do.
  return { before, wanted: wanted as Inputs, moves, provenance };
}

/** Throws if the connector moves in this run and its create on the new cluster would fail. */
export async function requireCreatable(op: Operation): Promise<void> {
  const { cluster: from, doing, inputs } = op;
  const planned = thisRun.replacementOf(inputs.cluster, inputs.name);
  if (planned?.moves !== true) return;
  const { wanted, provenance } = planned;
  const { name, cluster: endpoint } = wanted;
  if (thisRun.hasMade(endpoint, name)) return;
  const there = await lookThere(op, wanted);
  if (there === undefined || adopts(wanted, there, provenance)) return;
  throw new UserError({
    what: `${doing}: it moves to ${endpoint.url}, which already has a connector "${name}".`,
    step: `${kept(from.url)} Otherwise choose another name, or adopt the existing connector with adopt: true.`,
  });
}

async function lookThere(op: Operation, wanted: Inputs): Promise<ConnectorInfo | undefined> {
  try {
    const to = clusterOf(wanted.cluster);
    const deadline = Math.min(op.deadline, to.clock.now() + REFRESH_PATIENCE_MS);
    return await to.find(wanted.name, deadline);
  } catch (error) {
    const doing = `${op.doing}: it moves to another cluster: look for "${wanted.name}"`;
    const redactor = redactorOf(op.inputs, wanted);
    const { explained } = explain(error, doing, wanted.cluster, redactor);
    const step = [explained.step, kept(op.cluster.url)].filter((line) => line !== undefined);
    throw new UserError({ ...explained, step: step.join("\n") });
  }
}

function kept(url: string): string {
  return (
    `Nothing was deleted: the connector stays on ${url}. Correct cluster.url, or remove the resource option ` +
    "deleteBeforeReplace, so that Pulumi first creates the connector on the new cluster."
  );
}
