import { AppsV1Api } from "@kubernetes/client-node";
import { brokerProperties } from "../broker";
import { step } from "../progress";
import { propertiesText } from "../../components/properties";
import { waitUntil } from "../wait";
import { apply, holds, kubeConfig } from "./client";
import type { Kubernetes } from "./cluster";

export const brokerNamespace = "kafka-connect-sandbox";
const name = "broker";
const port = 9092;
const labels = { app: name };

/** The same for every start of the shared broker, because another id would mean another pod. */
const sharedClusterId = "c2FuZGJveC1icm9rZXItMQ";

/**
 * Runs a Kafka broker as a pod, and returns its address for other pods. In another namespace, it is
 * a separate Kafka with another id than the shared one.
 */
export async function podBroker(
  cluster: Kubernetes,
  namespace = brokerNamespace,
  clusterId = sharedClusterId,
): Promise<string> {
  const address = `${name}.${namespace}.svc:${port}`;
  await step(`broker ${address}`, async () => {
    await apply(cluster.kubeconfig, objects(cluster.workerImage, address, namespace, clusterId));
    await waitUntil(isAvailable(cluster, namespace), {
      what: `the deployment ${name} in the namespace ${namespace}`,
      // A cluster that has to pull the image first needs more time.
      deadlineMs: 5 * 60_000,
      intervalMs: 300,
    });
  });
  return address;
}

function isAvailable({ kubeconfig }: Kubernetes, namespace: string): () => Promise<boolean> {
  const apps = kubeConfig(kubeconfig).makeApiClient(AppsV1Api);
  return holds(async () => {
    const found = await apps.readNamespacedDeployment({ name, namespace });
    if (found.status?.observedGeneration !== found.metadata?.generation) return false;
    return found.status?.updatedReplicas === 1 && found.status.availableReplicas === 1;
  });
}

function objects(image: string, address: string, namespace: string, clusterId: string) {
  const metadata = { name, namespace };
  const listeners = {
    client: `0.0.0.0:${port}`,
    advertised: address,
    controller: "127.0.0.1:9093",
  };
  const properties = propertiesText(brokerProperties(listeners, "/data/topics"));
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "broker.properties": properties } },
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector: labels, ports: [{ port }] } },
    deployment(image, metadata, clusterId),
  ];
}

function deployment(image: string, metadata: object, clusterId: string) {
  const pod = {
    containers: [container(image, clusterId)],
    volumes: [
      { name: "config", configMap: { name } },
      { name: "data", emptyDir: {} },
    ],
    securityContext: { fsGroup: 1000 },
    enableServiceLinks: false,
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      strategy: { type: "Recreate" },
      template: { metadata: { labels }, spec: pod },
    },
  };
}

function container(image: string, clusterId: string) {
  const config = "/config/broker.properties";
  // The data outlives the container, and so does its format.
  const script =
    `/opt/kafka/bin/kafka-storage.sh format --standalone --ignore-formatted ` +
    `--cluster-id "$CLUSTER_ID" --config ${config} && ` +
    `exec /opt/kafka/bin/kafka-server-start.sh ${config}`;
  return {
    name,
    image,
    command: ["/bin/sh", "-c", script],
    env: [
      { name: "CLUSTER_ID", value: clusterId },
      { name: "KAFKA_HEAP_OPTS", value: "-Xmx512m" },
      { name: "KAFKA_JVM_PERFORMANCE_OPTS", value: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" },
    ],
    ports: [{ containerPort: port }],
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1, failureThreshold: 300 },
    securityContext: { runAsUser: 1000, runAsGroup: 1000 },
    volumeMounts: [
      { name: "config", mountPath: "/config" },
      { name: "data", mountPath: "/data" },
    ],
  };
}
