/** Reads the state of a StatefulSet and its pods, and what keeps them from starting. */
import type { CoreV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { Credential } from "../endpoint/endpoint";
import { ForwardError } from "../core/errors";
import { inWords, kubernetesApis, unlessMissing } from "./api";
import type { KubernetesEvent } from "./events";
import { currentCluster, loadKubeConfig } from "./kubeconfig";
import { objectsToExplain, type Rollout, type StatefulSet } from "./rollout";

/** A StatefulSet, and how to reach its Kubernetes cluster. */
export interface StatefulSetRef {
  readonly namespace: string;
  readonly name: string;
  readonly context?: string;
  readonly kubeconfig?: Credential;
}

/** The maximum number of pods to explain: they usually have the same reason. */
const MOST_OBJECTS = 4;

/** The kubeconfig is read once. */
export async function podsOf(ref: StatefulSetRef): Promise<() => Promise<Rollout>> {
  const config = await loadKubeConfig(ref);
  const { server } = currentCluster(config);
  const { core, apps } = await kubernetesApis(config);
  const { namespace, name } = ref;
  let mayReadEvents = true;
  const ask = async (): Promise<Rollout> => {
    const set = await apps.readNamespacedStatefulSet({ namespace, name });
    const labels = Object.entries(set.spec?.selector.matchLabels ?? {});
    const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(",");
    const { items: pods } = await core.listNamespacedPod({ namespace, labelSelector });
    if (!mayReadEvents) return { set, pods, events: [] };
    const objects = objectsToExplain(set, pods).slice(0, MOST_OBJECTS);
    try {
      return {
        set,
        pods,
        events: await inWords(eventsOf(core, namespace, objects), server, namespace),
      };
    } catch (error) {
      if (!(error instanceof ForwardError) || error.problem !== "forbidden") throw error;
      // Events only add a reason. A user who may not read them waits without it.
      mayReadEvents = false;
      return { set, pods, events: [] };
    }
  };
  return () => inWords(ask(), server, namespace);
}

/** Undefined if it does not exist. */
export async function findStatefulSet(ref: StatefulSetRef): Promise<StatefulSet | undefined> {
  const config = await loadKubeConfig(ref);
  const { apps } = await kubernetesApis(config);
  const { namespace, name } = ref;
  const answer = unlessMissing(apps.readNamespacedStatefulSet({ namespace, name }));
  return inWords(answer, currentCluster(config).server, namespace);
}

async function eventsOf(
  core: CoreV1Api,
  namespace: string,
  uids: readonly string[],
): Promise<KubernetesEvent[]> {
  const lists = await Promise.all(
    uids.map((uid) =>
      core.listNamespacedEvent({ namespace, fieldSelector: `involvedObject.uid=${uid}` }),
    ),
  );
  return lists.flatMap(({ items }) => items);
}
