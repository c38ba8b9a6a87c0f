/** Finds out which Pulumi resource the objects of a Connect cluster belong to. */
import type { KubernetesService } from "../endpoint/endpoint";
import { inWords, type KubernetesApis, kubernetesApis, unlessMissing } from "./api";
import { currentCluster, loadKubeConfig } from "./kubeconfig";

/** The annotation of each object with a fixed name. It contains the URN of its `ConnectCluster`. */
export const OWNER_ANNOTATION = "pulumi-kafka-connect/owner";

interface Ref {
  readonly namespace: string;
  readonly name: string;
}

interface Existing {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

const READ = {
  StatefulSet: ({ apps }, ref) => apps.readNamespacedStatefulSet(ref),
  Deployment: ({ apps }, ref) => apps.readNamespacedDeployment(ref),
  Service: ({ core }, ref) => core.readNamespacedService(ref),
  ConfigMap: ({ core }, ref) => core.readNamespacedConfigMap(ref),
  PodDisruptionBudget: ({ policy }, ref) => policy.readNamespacedPodDisruptionBudget(ref),
  ServiceMonitor: ({ custom }, ref) =>
    custom.getNamespacedCustomObject({
      ...ref,
      group: "monitoring.coreos.com",
      version: "v1",
      plural: "servicemonitors",
    }) as Promise<Existing>,
} satisfies Record<string, (apis: KubernetesApis, ref: Ref) => Promise<Existing>>;

export type ObjectKind = keyof typeof READ;

export interface NamedObject {
  readonly kind: ObjectKind;
  readonly name: string;
}

export interface FoundObject extends NamedObject {
  /** Undefined if no `ConnectCluster` created the object. */
  readonly owner: string | undefined;
}

export type Access = Pick<KubernetesService, "context" | "kubeconfig">;

/** The objects that exist. */
export async function existingObjects(
  access: Access,
  namespace: string,
  objects: readonly NamedObject[],
): Promise<FoundObject[]> {
  const config = await loadKubeConfig(access);
  const { server } = currentCluster(config);
  const apis = await kubernetesApis(config);
  const found = await Promise.all(
    objects
      .map(async ({ kind, name }) => {
        const existing = await unlessMissing(READ[kind](apis, { namespace, name }));
        if (existing === undefined) return [];
        return [{ kind, name, owner: existing.metadata?.annotations?.[OWNER_ANNOTATION] }];
      })
      .map((answer) => inWords(answer, server, namespace)),
  );
  return found.flat();
}
