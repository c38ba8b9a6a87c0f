import { type V1Pod, Watch } from "@kubernetes/client-node";
import { isReady } from "../../provider/kubernetes/pod-state";
import { coreApi, kubeConfig } from "../../sandbox/kubernetes/client";

/** Records what happens to the pods of a namespace, including states that last only a moment. */
export interface PodRecord {
  /** The pods that were deleted, in order. */
  readonly gone: readonly string[];
  /** The most pods that were not ready at the same time. */
  readonly mostUnready: () => number;
  readonly end: () => void;
}

export async function recordPods(kubeconfig: string, namespace: string): Promise<PodRecord> {
  const { items, metadata } = await coreApi(kubeconfig).listNamespacedPod({ namespace });
  const ready = new Map(items.map((pod) => [nameOf(pod), isReady(pod)]));
  const gone: string[] = [];
  let most = 0;
  const failures: unknown[] = [];
  const watch = await new Watch(kubeConfig(kubeconfig)).watch(
    `/api/v1/namespaces/${namespace}/pods`,
    { resourceVersion: metadata?.resourceVersion },
    (phase, pod: V1Pod) => {
      if (phase === "DELETED") gone.push(nameOf(pod));
      // A pod that is gone stays in the count until its successor is ready.
      ready.set(nameOf(pod), phase !== "DELETED" && isReady(pod));
      most = Math.max(most, [...ready.values()].filter((one) => !one).length);
    },
    (error) => failures.push(error),
  );
  return {
    gone,
    mostUnready: () => {
      // A record with gaps proves nothing.
      if (failures.length > 0) throw new Error(`the watch ended: ${String(failures[0])}`);
      return most;
    },
    end: () => watch.abort(),
  };
}

function nameOf({ metadata }: V1Pod): string {
  return metadata?.name ?? "";
}
