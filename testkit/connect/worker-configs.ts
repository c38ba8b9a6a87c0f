/** The ConfigMaps of one Connect cluster's workers, and which objects mount them. */
import { AppsV1Api, type V1PodSpec } from "@kubernetes/client-node";
import { isReady } from "../../provider/kubernetes/pod-state";
import { coreApi, kubeConfig } from "../../sandbox/kubernetes/client";
import { waitUntil } from "../../sandbox/wait";

export class WorkerConfigs {
  readonly #kubeconfig: string;
  readonly #namespace: string;
  readonly #name: string;

  /** The names of the cluster's ConfigMaps. */
  constructor(kubeconfig: string, namespace: string, name: string) {
    this.#kubeconfig = kubeconfig;
    this.#namespace = namespace;
    this.#name = name;
  }

  async names(): Promise<string[]> {
    const { items } = await this.#core().listNamespacedConfigMap({
      namespace: this.#namespace,
      labelSelector: "pulumi-kafka-connect/part=worker-config",
    });
    return items.map(({ metadata }) => metadata?.name ?? "");
  }

  /** The ConfigMap that the next pod will mount; undefined without a StatefulSet. */
  async ofNextPod(): Promise<string | undefined> {
    const apps = kubeConfig(this.#kubeconfig).makeApiClient(AppsV1Api);
    const { items } = await apps.listNamespacedStatefulSet({ namespace: this.#namespace });
    const set = items.find(({ metadata }) => metadata?.name === this.#name);
    return mounted(set?.spec?.template.spec);
  }

  /** The ConfigMaps that the StatefulSet or one of its pods mounts, without repetition. */
  async inUse(): Promise<string[]> {
    const next = await this.ofNextPod();
    const pods = await this.ofPods();
    return [...new Set([...(next === undefined ? [] : [next]), ...pods])];
  }

  /** The ConfigMaps that pods mount, without repetition: two in the middle of a rollout. */
  async ofPods(): Promise<string[]> {
    const names = (await this.#pods()).flatMap(({ spec }) => mounted(spec) ?? []);
    return [...new Set(names)];
  }

  /** Recreates the first pod, which then mounts its ConfigMap again; `isUp` decides when it has. */
  async restartPod(isUp = isReady): Promise<void> {
    const name = `${this.#name}-0`;
    const at = { namespace: this.#namespace, name };
    const before = (await this.#core().readNamespacedPod(at)).metadata?.uid;
    await this.#core().deleteNamespacedPod({ ...at, gracePeriodSeconds: 1 });
    const anew = async () =>
      (await this.#pods()).some(
        (pod) => pod.metadata?.name === name && pod.metadata.uid !== before && isUp(pod),
      );
    await waitUntil(anew, { what: `the pod ${name} anew`, deadlineMs: 180_000, intervalMs: 500 });
  }

  async #pods() {
    const { items } = await this.#core().listNamespacedPod({ namespace: this.#namespace });
    return items;
  }

  #core() {
    return coreApi(this.#kubeconfig);
  }
}

/** All its volumes are mounted. Whether the worker runs does not matter. */
export function hasStarted({ status }: Parameters<typeof isReady>[0]): boolean {
  const containers = status?.containerStatuses ?? [];
  return containers.some(({ containerID = "" }) => containerID !== "");
}

function mounted(spec: V1PodSpec | undefined): string | undefined {
  return spec?.volumes?.find(({ name }) => name === "config")?.configMap?.name;
}
