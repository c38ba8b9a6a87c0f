/** Finds and deletes unused ConfigMaps of worker configs. */
import type { V1PodSpec } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { Plain, Pod } from "./pod-state";
import { currentCluster, loadKubeConfig } from "./kubeconfig";
import { inWords, kubernetesApis } from "./api";
import type { StatefulSet } from "./rollout";
import type { StatefulSetRef } from "./rollout-state";

/** The label of each ConfigMap with a worker config. No other object has it. */
export const CONFIG_LABEL = { "pulumi-kafka-connect/part": "worker-config" } as const;

/** The ConfigMaps that neither the StatefulSet nor one of its pods mounts. */
export function unusedConfigs(
  names: readonly string[],
  set: StatefulSet,
  pods: readonly Pod[],
): string[] {
  const used = new Set([set.spec?.template.spec, ...pods.map(({ spec }) => spec)].flatMap(mounted));
  return names.filter((name) => !used.has(name));
}

function mounted(spec: Plain<V1PodSpec> | undefined): string[] {
  return (spec?.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []);
}

/**
 * Deletes them. Normally the engine deletes each ConfigMap that it has replaced. One remains if its
 * run was killed, or lost the API server, before the engine had saved it.
 */
export async function deleteUnusedConfigs(ref: StatefulSetRef): Promise<void> {
  const config = await loadKubeConfig(ref);
  const { core, apps } = await kubernetesApis(config);
  const { namespace, name } = ref;
  const work = async () => {
    const set = await apps.readNamespacedStatefulSet({ namespace, name });
    const selector = set.spec?.selector.matchLabels ?? {};
    const ofSet = { namespace, labelSelector: labels(selector) };
    const [pods, configs] = await Promise.all([
      core.listNamespacedPod(ofSet),
      core.listNamespacedConfigMap({
        namespace,
        labelSelector: labels({ ...selector, ...CONFIG_LABEL }),
      }),
    ]);
    const names = configs.items.map(({ metadata }) => metadata?.name ?? "");
    for (const unused of unusedConfigs(names, set, pods.items)) {
      await core.deleteNamespacedConfigMap({ namespace, name: unused });
    }
  };
  await inWords(work(), currentCluster(config).server, namespace);
}

function labels(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
