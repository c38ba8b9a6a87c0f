/** Decides whether a new address leads to the same cluster as the old one. */
import { isDeepStrictEqual } from "node:util";
import type { ConnectorInfo, ConnectorStatus } from "../connect/wire";
import { UserError } from "../connect/explain";
import { PREVIEW_PATIENCE } from "../connect/retry";
import { clusterOf } from "../connect/session";
import { isConnectError } from "../core/errors";
import { processLog } from "../core/log";
import { CredentialError } from "../endpoint/credentials";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { isUnknown, type MaybeUnknown } from "../core/unknown";
import { alreadyThere, wireConfig } from "./config";
import type { Inputs } from "./inputs";

/** The verdict that needs only the two endpoints. */
export function compareEndpoints(
  before: Endpoint,
  now: MaybeUnknown<Endpoint>,
): "same" | "unknown" | "other" {
  if (isUnknown(now)) return "unknown";
  const { id, url } = now;
  if (id === clusterId(before)) return "same";
  if (isUnknown(id) || isUnknown(url)) return "unknown";
  if (clusterId(before) === clusterId({ id, url })) return "same";
  return before.id === undefined && before.url === url ? "same" : "other";
}

/** Does not wait long, because a wrong "no" only causes an error later, and deletes nothing. */
export const ANSWER_MS = 15_000;

interface Seen {
  readonly kafka: string | undefined;
  readonly info: ConnectorInfo | undefined;
  readonly workers: ReadonlySet<string>;
}

/**
 * The cluster is the same if it has the connector with its config, belongs to the same Kafka
 * cluster and runs the connector on the same workers. Several Connect clusters can share a Kafka
 * cluster, so its id alone proves nothing. If the old address is dead, the config and workers in
 * the state are compared.
 */
export async function isSameCluster(
  before: Inputs,
  workersBefore: readonly string[],
  now: Endpoint,
): Promise<boolean> {
  const there = await seenAt(now, before.name);
  if (there?.info === undefined) return false;
  const here = await seenAt(before.cluster, before.name);
  if (here === undefined) {
    const config = alreadyThere(before, there.info.config, wireConfig(before));
    return config && overlap(new Set(workersBefore), there.workers);
  }
  return (
    here.kafka === there.kafka &&
    isDeepStrictEqual(here.info?.config, there.info.config) &&
    overlap(here.workers, there.workers)
  );
}

/**
 * Throws if an unchanged `cluster.id` is proven wrong at a new address: an update would then write to
 * another cluster, whose connector of that name may belong to somebody else.
 */
export async function requireSameCluster(
  before: Inputs,
  workersBefore: readonly string[],
  now: Endpoint,
): Promise<void> {
  const proof = await proofOfOther(before, workersBefore, now);
  if (proof === undefined) return;
  const what =
    `connector "${before.name}": cluster.id is still "${clusterId(now)}", but ${now.url} is another ` +
    `Kafka Connect cluster than ${before.cluster.url}: ${proof}. Nothing was changed.`;
  const step =
    "Correct cluster.url, or give the new cluster a cluster.id of its own: the connector is then " +
    "created there before it is deleted on the old one.";
  throw new UserError({ what, step, path: "cluster.id" }).printedAs("cluster.id is wrong");
}

/** Undefined if nothing proves it. A cluster without an answer proves nothing. */
async function proofOfOther(
  before: Inputs,
  workersBefore: readonly string[],
  now: Endpoint,
): Promise<string | undefined> {
  const there = await seenAt(now, before.name);
  if (there === undefined) return undefined;
  const here = await seenAt(before.cluster, before.name);
  if (here === undefined) {
    const isOurs =
      there.info === undefined ||
      overlap(new Set(workersBefore), there.workers) ||
      alreadyThere(before, there.info.config, wireConfig(before));
    return isOurs ? undefined : "the connector there has another config and other workers";
  }
  if (here.kafka !== undefined && there.kafka !== undefined && here.kafka !== there.kafka) {
    return `its Kafka cluster is ${there.kafka}, and the other's is ${here.kafka}`;
  }
  if (here.info === undefined) return undefined;
  if (there.info === undefined) {
    return (await isGone(now, before.name)) ? "the connector is only on the other one" : undefined;
  }
  const known = here.workers.size > 0 && there.workers.size > 0;
  return known && !overlap(here.workers, there.workers)
    ? "the connector runs on both, on different workers"
    : undefined;
}

/** A list may lack an existing connector. */
async function isGone(endpoint: Endpoint, name: string): Promise<boolean> {
  const cluster = clusterOf(endpoint);
  try {
    return (await cluster.find(name, cluster.clock.now() + ANSWER_MS)) === undefined;
  } catch (error) {
    if (isConnectError(error)) return false;
    throw error;
  }
}

/** Undefined without an answer. */
async function seenAt(endpoint: Endpoint, name: string): Promise<Seen | undefined> {
  try {
    const cluster = clusterOf(endpoint);
    const deadline = cluster.clock.now() + ANSWER_MS;
    const info = await cluster.listed(name, deadline, PREVIEW_PATIENCE);
    const status = await cluster.status(name, deadline);
    const { kafka_cluster_id: kafka } = await cluster.worker.get(0);
    return { kafka, info, workers: new Set(workersIn(status)) };
  } catch (error) {
    if (isConnectError(error) || error instanceof CredentialError) return undefined;
    throw error;
  }
}

function workersIn(status: ConnectorStatus | undefined): string[] {
  if (status === undefined) return [];
  const all = [status.connector, ...status.tasks].map(({ worker_id }) => worker_id);
  return all.filter((worker) => worker !== "");
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((worker) => other.has(worker));
}

/** Logged once for each pair of addresses, because the log drops equal texts. */
export function adviseId(before: Endpoint, now: Endpoint): void {
  processLog().info(
    `${now.url} and ${before.url} are the same Kafka Connect cluster, so its connectors stay as they are. ` +
      "Set cluster.id to a name of your choice before the next change of address: then the clusters need no comparison.",
  );
}

/** Like `adviseId`, once for each pair of addresses. */
export function warnOfOffsets(before: Endpoint, now: Endpoint): void {
  processLog().info(
    `connectors that move from ${before.url} to ${now.url} leave their offsets behind: a source starts ` +
      "from the beginning unless offsets sets where it resumes, and a sink resumes only if both clusters use the same Kafka.",
  );
}
