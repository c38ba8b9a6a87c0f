/** Finds out who besides Pulumi has set the number of pods of a StatefulSet. */
import type { V1ManagedFieldsEntry } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import type { Plain } from "./pod-state";
import type { StatefulSet } from "./rollout";

type Entry = Plain<V1ManagedFieldsEntry>;

export interface ForeignScale {
  readonly replicas: number;
  /** The field manager: Kubernetes' name for the client that set a field. */
  readonly manager: string;
}

/**
 * Undefined if Pulumi may set the number: nobody else did, or Pulumi's provider does not use
 * server-side apply, without which there are no conflicts.
 */
export function foreignScale({ metadata, spec }: StatefulSet): ForeignScale | undefined {
  const entries = metadata?.managedFields ?? [];
  const applies = entries.some((entry) => isPulumi(entry) && entry.operation === "Apply");
  const others = entries.filter((entry) => setsReplicas(entry) && isForeign(entry));
  const [newest] = others.sort((a, b) => timeOf(b) - timeOf(a));
  if (!applies || newest === undefined || spec?.replicas === undefined) return undefined;
  return { replicas: spec.replicas, manager: newest.manager ?? "unknown" };
}

function isPulumi({ manager = "" }: Entry): boolean {
  return manager.startsWith("pulumi-");
}

/** Pulumi's provider takes over the fields of an object that `kubectl apply` has changed. */
function isForeign(entry: Entry): boolean {
  const { manager, subresource } = entry;
  return !isPulumi(entry) && !(manager === "kubectl" && (subresource ?? "") === "");
}

function setsReplicas({ fieldsV1 }: Entry): boolean {
  const { "f:spec": spec } = (fieldsV1 ?? {}) as { "f:spec"?: Record<string, unknown> };
  return spec !== undefined && "f:replicas" in spec;
}

function timeOf({ time }: Entry): number {
  return time === undefined ? 0 : new Date(time).getTime();
}
