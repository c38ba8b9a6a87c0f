import { setTimeout as pause } from "node:timers/promises";
import type { ApiServer } from "./api-server";
import { at, isObject, type Properties, text } from "../stand-in/properties";
import { readiness, reasonsOfPod } from "./readiness";

/** The object exists but is not usable. It still belongs in the state. */
export class NotReady extends Error {
  constructor(
    readonly object: Properties,
    readonly reasons: string[],
  ) {
    super(`${label(object)} is not ready: ${reasons.join("; ")}`);
  }
}

const pollMs = 300;

export async function create(
  api: ApiServer,
  inputs: Properties,
  limitMs: number,
  signal: AbortSignal,
): Promise<Properties> {
  if ((await api.read(inputs)) !== undefined) throw new Error(`${label(inputs)} already exists`);
  return ready(api, await api.apply(inputs), limitMs, signal);
}

export async function update(
  api: ApiServer,
  inputs: Properties,
  limitMs: number,
  signal: AbortSignal,
): Promise<Properties> {
  return ready(api, await api.apply(inputs), limitMs, signal);
}

/** Returns once the object is gone, or at once if there is nothing to wait for, like the real provider. */
export async function remove(
  api: ApiServer,
  object: Properties,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  await api.delete(object);
  if (isUnawaited(object)) return;
  const end = Date.now() + limitMs;
  while ((await api.read(object)) !== undefined) {
    if (Date.now() > end || signal.aborted) throw new Error(`${label(object)} does not go away`);
    await pause(pollMs);
  }
}

function isUnawaited(object: Properties): boolean {
  return at(object, "metadata", "annotations", "pulumi.com/skipAwait") === "true";
}

/** Our own objects are awaited only until they exist. */
function hasOwnCondition(object: Properties): boolean {
  return at(object, "metadata", "annotations", "pulumi.com/waitFor") !== undefined;
}

async function ready(
  api: ApiServer,
  applied: Properties,
  limitMs: number,
  signal: AbortSignal,
): Promise<Properties> {
  if (isUnawaited(applied) || hasOwnCondition(applied)) return applied;
  const end = Date.now() + limitMs;
  for (let object: Properties | undefined = applied; ; object = await api.read(applied)) {
    if (object === undefined) throw new Error(`${label(applied)} was deleted by something else`);
    const verdict = readiness(object, await endpointsOf(api, object));
    if (verdict === true) return object;
    if (verdict instanceof Error) throw new NotReady(object, [verdict.message]);
    if (Date.now() > end || signal.aborted) {
      throw new NotReady(object, [verdict, ...(await reasons(api, object))]);
    }
    await pause(pollMs);
  }
}

async function endpointsOf(api: ApiServer, object: Properties): Promise<unknown[]> {
  if (object.kind !== "Service") return [];
  const labels = { "kubernetes.io/service-name": at(object, "metadata", "name") };
  const found = await api.list("discovery.k8s.io/v1", "EndpointSlice", namespaceOf(object), labels);
  return found
    .flatMap(({ endpoints }) => (Array.isArray(endpoints) ? (endpoints as unknown[]) : []))
    .filter((endpoint) => at(endpoint, "conditions", "ready") === true);
}

async function reasons(api: ApiServer, object: Properties): Promise<string[]> {
  if (object.kind === "Pod") return reasonsOfPod(object);
  const labels = at(object, "spec", "selector", "matchLabels");
  if (!isObject(labels)) return [];
  const pods = await api.list("v1", "Pod", namespaceOf(object), labels);
  // Lists leave out the kind that all of their items have.
  return pods.flatMap((pod) => reasonsOfPod({ ...pod, kind: "Pod" }));
}

export function label(object: Properties): string {
  return `${String(object.kind)} ${identifier(object)}`;
}

/** Like the real provider's: `namespace/name`, or only the name. */
export function identifier(object: Properties): string {
  const name = String(at(object, "metadata", "name"));
  const namespace = at(object, "metadata", "namespace");
  return typeof namespace === "string" ? `${namespace}/${name}` : name;
}

function namespaceOf(object: Properties): string {
  return text(at(object, "metadata", "namespace")) ?? "default";
}
