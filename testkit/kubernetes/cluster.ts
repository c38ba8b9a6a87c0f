import { podBroker } from "../../sandbox/kubernetes/broker";
import { type Kubernetes, NoKubernetes } from "../../sandbox/kubernetes/cluster";
import { kubernetes } from "../../sandbox/kubernetes/kubernetes";
import { pulumiEnvironment, type PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { withProviderPlugin } from "../engine/provider-plugin";
import { nodeInstance, testInstance } from "../sandbox";

export interface Cluster extends Kubernetes {
  /** The broker's address for pods. */
  readonly broker: string;
  /** With the Kubernetes provider's plugin, and the cluster as the default one. */
  readonly pulumi: PulumiEnvironment;
}

let running: Promise<Cluster> | undefined;

/** The real Kubernetes of the tests: started once, removed by tests/run.ts. */
export function cluster(): Promise<Cluster> {
  running ??= start();
  return running;
}

/** Why there is none here, or undefined. It is an error if one should start and does not. */
export async function clusterObstacle(): Promise<string | undefined> {
  try {
    await cluster();
    return undefined;
  } catch (error) {
    if (error instanceof NoKubernetes) return error.message;
    throw error;
  }
}

async function start(): Promise<Cluster> {
  const kube = await kubernetes(nodeInstance);
  const broker = await podBroker(kube);
  const pulumi = await withProviderPlugin(await pulumiEnvironment(testInstance), "kubernetes");
  return {
    ...kube,
    broker,
    pulumi: { ...pulumi, env: { ...pulumi.env, KUBECONFIG: kube.kubeconfig } },
  };
}
