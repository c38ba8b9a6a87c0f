/**
 * Checks what already exists on the cluster if a connector is new in the program or has a new name.
 */
import { type Cluster, clusterOf } from "../../connect/session";
import type { ConnectorInfo, KeyDefinition } from "../../connect/wire";
import { PREVIEW_PATIENCE } from "../../connect/retry";
import { isConnectError } from "../../core/errors";
import { isKnown, isUnknown } from "../../core/unknown";
import { optional } from "../../core/values";
import { clusterId, type Endpoint } from "../../endpoint/endpoint";
import { type Declared, OWN_KEYS } from "../config";
import { type ConfigKeys, keysOfConfig } from "../config-keys";
import type { DraftInputs, Inputs } from "../inputs";
import { type Declaration, isSecondCheck } from "../second-check";
import type { StoredInputs } from "../stored-inputs";
import { keysLost } from "../take-along";
import { isSameAddress, thisRun } from "../this-run";
import { adoption } from "./adoption";
import type { Askable } from "./askable";
import type { Before } from "./secret-keys";
import { adoptedClassChanged, nameTaken, offsetsDeleted, offsetsLeftBehind } from "./notices";
import { adoptionChanges } from "./adoption-changes";

/** A preview must stay quick. */
const PATIENCE_MS = 30_000;

interface Managed {
  readonly cluster: Endpoint;
  /** Recognises the second check of the same resource. */
  readonly first: Declaration;
  /** Which of its keys are secret. */
  readonly secrets: Before;
}

/** The connectors in the state that this process has seen, by name and cluster. */
const managed = new Map<string, Map<string, Managed>>();

export function noteManaged(stored: Partial<StoredInputs>, before: Before, by: DraftInputs): void {
  const { cluster, name } = stored;
  if (cluster === undefined || name === undefined) return;
  const clusters = managed.get(name) ?? new Map<string, Managed>();
  const config = Object.fromEntries(Object.keys(before.config ?? {}).map((key) => [key, ""]));
  const secrets = { ...optional("class", before.class), config, ...secretKeysOf(before) };
  const first = { by, before: stored, preview: true };
  managed.set(name, clusters.set(clusterId(cluster), { cluster, first, secrets }));
}

function secretKeysOf({ secretKeys, pendingKeys }: Before): Before {
  return { ...optional("secretKeys", secretKeys), ...optional("pendingKeys", pendingKeys) };
}

/** The address or the id of its cluster may have changed. */
function managedOn(cluster: Endpoint, name: string): Managed | undefined {
  const all = [...(managed.get(name)?.values() ?? [])];
  return all.find((one) => isSameAddress(thisRun.addressOf(one.cluster), cluster));
}

/**
 * What is known of the connector that a new one replaces. A preview may not know the new one's
 * cluster, so it cannot ask which keys are secret.
 */
export function replacedBy(by: DraftInputs): Before | undefined {
  const { cluster, name, class: type } = by;
  if (isUnknown(name) || isKnown(cluster)) return undefined;
  const second = { by, before: {}, preview: true };
  const all = [...(managed.get(name)?.values() ?? [])];
  const found = all.find(
    ({ first, secrets }) => secrets.class === type && isSecondCheck(first, second),
  );
  return found?.secrets;
}

/**
 * Warns about a new connector whose name is taken, and about offsets that a change leaves behind.
 */
export async function reportExisting(
  cluster: Cluster,
  before: Partial<StoredInputs>,
  inputs: Askable,
  definitions: readonly KeyDefinition[],
): Promise<void> {
  const type = await typeBefore(cluster, before, inputs);
  const left = offsetsLeftBehind(before, inputs, definitions, type);
  if (left !== undefined) cluster.log.warn(left);
  const isNew = Object.keys(before).length === 0;
  // A replacement is checked a second time, as if the connector were new.
  const { name, adopt } = inputs;
  if (!isNew || isUnknown(name)) return;
  await reportLostKeys(inputs.cluster, name);
  const existing = managedOn(inputs.cluster, name);
  if (existing !== undefined) {
    const replaced = thisRun.isDeclaredAgain(inputs.cluster, name);
    const deleted = replaced ? offsetsDeleted(existing.first.before, inputs) : undefined;
    if (deleted !== undefined) cluster.log.warn(deleted);
    return;
  }
  if (adopt === true) {
    const live = await foundOn(cluster, name);
    if (live === undefined) return;
    const changed = adoptedClassChanged(live, inputs, definitions);
    if (changed !== undefined) cluster.log.warn(changed);
    const declared = declaredIn(inputs);
    if (isKnown(declared)) await reportAdoption(cluster, live, declared);
  } else if (adopt === false && (await foundOn(cluster, name)) !== undefined) {
    cluster.log.warn(nameTaken(name, cluster.url));
  }
}

/**
 * Whether a connector whose class changes was a source; asks nothing in any other case. At a new address
 * without an id, a connector of the old class is most likely the same one.
 */
async function typeBefore(
  cluster: Cluster,
  before: Partial<StoredInputs>,
  news: Askable,
): Promise<string | undefined> {
  const { name, class: type } = before;
  if (name === undefined || type === news.class || before.cluster === undefined) return undefined;
  const live = await foundOn(cluster, name);
  const isIts =
    clusterId(before.cluster) === clusterId(news.cluster) || live?.config[OWN_KEYS.class] === type;
  return isIts ? live?.type : undefined;
}

/** The changes that adopting would write. */
function declaredIn(inputs: Askable) {
  const { restartPolicy, restartTriggers, offsets, onDelete, ...more } = inputs;
  const { adopt, validate, waitFor, timeouts, ...declared } = more;
  return declared;
}

async function foundOn(cluster: Cluster, name: string): Promise<ConnectorInfo | undefined> {
  const deadline = cluster.clock.now() + PATIENCE_MS;
  try {
    return await cluster.listed(name, deadline, PREVIEW_PATIENCE);
  } catch (error) {
    if (!isConnectError(error)) throw error; // The validation has warned, and `up` will fail.
    return undefined;
  }
}

/** Warns of keys of others that a replacement would lose: `up` refuses it. */
async function reportLostKeys(endpoint: Endpoint, name: string): Promise<void> {
  const planned = thisRun.replacementBy(endpoint, name);
  if (planned?.wanted.ignoreKeys === undefined) return;
  const { before, wanted } = planned;
  const cluster = clusterOf(thisRun.addressOf(before.cluster));
  const live = await foundOn(cluster, before.name);
  const lost = keysLost(before.name, cluster.url, wanted, live?.config ?? {});
  if (lost === undefined) return;
  cluster.log.warn(`${lost.what}: \`pulumi up\` will refuse it. ${lost.step}`);
}

/** Logs what adopting changes, because the engine shows an adopted connector as created. */
async function reportAdoption(
  cluster: Cluster,
  live: ConnectorInfo,
  declared: Declared & Pick<Inputs, "state">,
): Promise<void> {
  const { name } = declared;
  const deadline = cluster.clock.now() + PATIENCE_MS;
  try {
    const patience = { ...PREVIEW_PATIENCE, quiet: true };
    const declaredKeys = await keysOfConfig(cluster, declared.class, declared.config, patience);
    // Adopting may remove or replace what defines a key of the connector as it is.
    const liveClass = live.config[OWN_KEYS.class] ?? declared.class;
    const liveKeys = await keysOfConfig(cluster, liveClass, live.config, patience);
    const changes = adoptionChanges(
      declared,
      live.config,
      await cluster.status(name, deadline),
      allDefinitions([declaredKeys, liveKeys]),
    );
    cluster.log.info(adoption.format({ connector: name, url: cluster.url, changes }));
    cluster.log.info(
      `connector "${name}" stays on the cluster even if this run deletes another resource that had it, ` +
        "as after a rename in the program. The resource option aliases renames it without creating or deleting anything",
    );
  } catch (error) {
    if (!isConnectError(error)) throw error; // The validation has warned, and `up` will fail.
  }
}

/** Undefined if Connect did not return all of them. */
function allDefinitions(found: readonly ConfigKeys[]): readonly KeyDefinition[] | undefined {
  const all: KeyDefinition[] = [];
  for (const { definitions, open } of found) {
    if (definitions === undefined || open.length > 0) return undefined;
    all.push(...definitions);
  }
  return all;
}
