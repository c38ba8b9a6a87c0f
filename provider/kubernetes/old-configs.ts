/** ConfigMaps of worker configs that nothing uses any more. */
import type { V1PodSpec } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { Plain, Pod } from "./pod-state";
import { currentCluster, loadKubeConfig } from "./kubeconfig";
import { inWords, kubernetesApis } from "./api";
import type { StatefulSet } from "./rollout";
import type { StatefulSetRef } from "./rollout-look";

/** On each ConfigMap that holds the config of workers, and on no other object. */
export const CONFIG_LABEL = { "pulumi-kafka-connect/part": "worker-config" } as const;

/** Those that neither the StatefulSet nor one of its pods mounts. */
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
 * Deletes them. The engine deletes each ConfigMap that it has replaced; one is left when the run that
 * created it was killed, or lost the API server, before the engine had saved it.
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
