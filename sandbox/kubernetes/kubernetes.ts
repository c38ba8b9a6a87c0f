import type { Instance } from "../paths";
import { say } from "../progress";
import { givenKubernetes } from "./given";
import { kindDown, kindObstacle, kindUp } from "./kind";
import { layout } from "./layout";
import { localDown, localUp, obstacle } from "./local";
import { network } from "./network";
import { registry } from "./settings";
import { workerImage } from "./worker-image";

/** A real cluster: pods run, and `stop` takes away what was made for it. */
export interface Kubernetes {
  readonly kind: "given" | "kind" | "local";
  readonly kubeconfig: string;
  /** This machine as pods see it; for a given cluster only where SANDBOX_HOST_ADDRESS says so. */
  readonly hostAddress: string | undefined;
  /**
   * The `host:port` of this machine from which nodes pull without TLS, when a registry is started
   * there; for a given cluster only where SANDBOX_REGISTRY says so.
   */
  readonly registry: string | undefined;
  /** Kafka and Connect at /opt/kafka; the nodes have it or can pull it. */
  readonly workerImage: string;
  /** Has Node.js, for the healing agent. */
  readonly nodeImage: string;
  readonly stop: () => Promise<void>;
}

/** Nothing is broken: this machine just has no way to a cluster. */
export class NoKubernetes extends Error {}

/**
 * The cluster that KUBECONFIG names, else one of kind, else one node on this machine itself.
 * Throws `NoKubernetes` with the reason where none can be had.
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
    nodeImage: workerImage(),
    stop: () => localDown(instance),
  };
}

/** Takes away whatever `kubernetes` made for the instance; a given cluster stays. */
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
