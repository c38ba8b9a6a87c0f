import { coreApi } from "../../sandbox/kubernetes/client";
import { searchOutput } from "../../tests/secret-search/outputs";

/** What a user sees of a namespace who may read everything except Secrets: objects, events and logs. */
export async function seenInCluster(kubeconfig: string, namespace: string): Promise<string> {
  const api = coreApi(kubeconfig);
  const pods = await api.listNamespacedPod({ namespace });
  const logs = pods.items.flatMap(({ metadata, spec }) =>
    [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map(({ name: container }) =>
      api.readNamespacedPodLog({ namespace, name: metadata?.name ?? "", container }),
    ),
  );
  const seen = [
    JSON.stringify(pods.items),
    JSON.stringify((await api.listNamespacedConfigMap({ namespace })).items),
    JSON.stringify((await api.listNamespacedEvent({ namespace })).items),
    ...(await Promise.all(logs)),
  ].join("\n");
  searchOutput(`the namespace ${namespace}`, seen);
  return seen;
}
