import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ConnectClusterArgs } from "../../index";
import type { Cluster } from "./cluster";

/** By default, a worker searches every jar for plugins: half of the CPU that its start takes. */
export const QUICK_START = { "plugin.discovery": "service_load" };

/** Workers as small as possible, for a node with two cores. */
export function smallCluster(
  { broker, workerImage }: Cluster,
  namespace: pulumi.Input<string>,
): ConnectClusterArgs {
  return {
    namespace,
    bootstrapServers: broker,
    image: { application: workerImage, init: workerImage },
    internalTopicReplicationFactor: 1,
    healing: false,
    rebalanceDelay: "1s",
    heap: "-Xmx256m",
    jvmOptions: ["-XX:TieredStopAtLevel=1"],
    config: QUICK_START,
    resources: { requests: { cpu: "50m", memory: "256Mi" } },
  };
}

export function restrictedNamespace(name: string): k8s.core.v1.Namespace {
  return new k8s.core.v1.Namespace("namespace", { metadata: restricted(name) });
}

/** The same for who makes it before a program runs. */
export function restrictedNamespaceObject(name: string) {
  return { apiVersion: "v1", kind: "Namespace", metadata: restricted(name) };
}

/** Secrets by name, each with the text of its keys. */
export function secretsIn(
  space: k8s.core.v1.Namespace,
  texts: Readonly<Record<string, Record<string, string>>>,
): k8s.core.v1.Secret[] {
  const namespace = space.metadata.name;
  return Object.entries(texts).map(
    ([name, stringData]) =>
      new k8s.core.v1.Secret(name, { metadata: { namespace, name }, stringData }),
  );
}

function restricted(name: string) {
  return { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } };
}
