import * as path from "node:path";
import { VersionApi } from "@kubernetes/client-node";
import { kubeConfig, reasonOf } from "./client";
import type { Kubernetes } from "./cluster";
import { publicImage, publicNodeImage, publicOlderImage } from "./public-images";

export function givenKubeconfig(): string | undefined {
  return process.env["KUBECONFIG"] || undefined;
}

/** The user's own cluster. It must answer, because the user has named it. */
export async function givenKubernetes(): Promise<Kubernetes | undefined> {
  const kubeconfig = givenKubeconfig();
  if (kubeconfig === undefined) return undefined;
  if (kubeconfig.includes(path.delimiter)) {
    throw new Error(`KUBECONFIG must name one file here, but it is "${kubeconfig}"`);
  }
  try {
    await kubeConfig(kubeconfig).makeApiClient(VersionApi).getCode();
  } catch (error) {
    throw new Error(
      `the cluster of KUBECONFIG (${kubeconfig}) does not answer: ${reasonOf(error)}`,
    );
  }
  return {
    kind: "given",
    kubeconfig: path.resolve(kubeconfig),
    hostAddress: process.env["SANDBOX_HOST_ADDRESS"],
    registry: process.env["SANDBOX_REGISTRY"],
    workerImage: process.env["SANDBOX_WORKER_IMAGE"] ?? publicImage,
    olderImage: process.env["SANDBOX_OLDER_WORKER_IMAGE"] ?? publicOlderImage,
    nodeImage: process.env["SANDBOX_NODE_IMAGE"] ?? publicNodeImage,
    stop: () => Promise.resolve(),
  };
}
