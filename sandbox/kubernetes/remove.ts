import type { Instance } from "../paths";

/** For `down`. The client of Kubernetes takes seconds to load, and most instances have no Kubernetes. */
export async function removeKubernetes(instance: Instance): Promise<void> {
  const { kubernetesDown } = await import("./kubernetes.js");
  await kubernetesDown(instance);
}
