import type { Instance } from "../paths";
import { say } from "../progress";
import { type Kubernetes, NoKubernetes } from "./cluster";
import { givenKubeconfig, givenKubernetes } from "./given";
import { kindDown, kindObstacle, kindUp } from "./kind";
import { layout } from "./layout";
import { localBuild, localDown, localUp, obstacle } from "./local";
import { network } from "./network";
import { registry } from "./settings";
import { olderImageVersion, workerImage } from "./worker-image";

/**
 * The cluster in KUBECONFIG, otherwise one from kind, otherwise one node on this machine itself.
 * Throws `NoKubernetes` with the reason if none is available.
 */
export async function kubernetes(instance: Instance): Promise<Kubernetes> {
  const given = await givenKubernetes();
  if (given !== undefined) return given;
  const withoutKind = kindObstacle() ?? (await reasonAgainst(() => kindUp(instance)));
  if (typeof withoutKind === "object") return withoutKind;
  const withoutNode = obstacle();
  if (withoutNode !== undefined) {
    throw new NoKubernetes(`KUBECONFIG is not set, ${withoutKind}, and ${withoutNode}`);
  }
  await localUp(instance);
  return {
    kind: "local",
    kubeconfig: layout(instance).kubeconfig,
    hostAddress: network.host,
    registry,
    workerImage: workerImage(),
    olderImage: workerImage(olderImageVersion),
    nodeImage: workerImage(),
    stop: () => localDown(instance),
  };
}

/** Builds the parts of a node on this machine, if `kubernetes` would start one. */
export async function buildNode(): Promise<void> {
  if (givenKubeconfig() !== undefined || kindObstacle() === undefined) return;
  if (obstacle() === undefined) await localBuild();
}

/** Removes everything that `kubernetes` created for the instance; a given cluster stays. */
export async function kubernetesDown(instance: Instance): Promise<void> {
  await kindDown(instance);
  await localDown(instance);
}

async function reasonAgainst<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    const reason = `kind did not work (${(error as Error).message})`;
    say(`… ${reason}`);
    return reason;
  }
}
