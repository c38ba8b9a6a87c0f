import * as k8s from "@pulumi/kubernetes";
import { propertiesText } from "../../components/properties";
import type { Cluster } from "./cluster";

export const restPort = 8083;

/** Connect workers as plain Kubernetes objects: each pod advertises itself to the others. */
export function workerPods(
  { broker, workerImage }: Cluster,
  namespace: string,
  replicas = 2,
): k8s.apps.v1.StatefulSet {
  const name = "connect";
  const labels = { app: name };
  new k8s.core.v1.Namespace("namespace", { metadata: { name: namespace } });
  const metadata = { namespace, name };
  const config = new k8s.core.v1.ConfigMap("config", {
    metadata: { namespace },
    data: { "worker.properties": propertiesText(properties(broker, namespace)) },
  });
  const service = new k8s.core.v1.Service("service", {
    metadata,
    // A pod must be reachable by its name before it is ready, because workers need that to become ready.
    spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: labels },
  });
  return new k8s.apps.v1.StatefulSet("workers", {
    metadata,
    spec: {
      replicas,
      serviceName: service.metadata.name,
      podManagementPolicy: "Parallel",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          enableServiceLinks: false,
          containers: [
            {
              name,
              image: workerImage,
              command: ["/opt/kafka/bin/connect-distributed.sh", "/config/worker.properties"],
              env: [
                { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                { name: "KAFKA_HEAP_OPTS", value: "-Xmx384m" },
                {
                  name: "KAFKA_JVM_PERFORMANCE_OPTS",
                  value: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                },
              ],
              ports: [{ containerPort: restPort }],
              readinessProbe: {
                httpGet: { path: "/health", port: restPort },
                periodSeconds: 1,
                failureThreshold: 300,
              },
              volumeMounts: [{ name: "config", mountPath: "/config" }],
            },
          ],
          volumes: [{ name: "config", configMap: { name: config.metadata.name } }],
        },
      },
    },
  });
}

function properties(broker: string, group: string): Record<string, string> {
  return {
    "bootstrap.servers": broker,
    "group.id": group,
    listeners: `http://0.0.0.0:${restPort}`,
    "config.providers": "env",
    "config.providers.env.class": "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
    "rest.advertised.host.name": `\${env:POD}.connect.${group}.svc`,
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "config.storage.topic": `${group}-configs`,
    "offset.storage.topic": `${group}-offsets`,
    "status.storage.topic": `${group}-status`,
    "config.storage.replication.factor": "1",
    "offset.storage.replication.factor": "1",
    "status.storage.replication.factor": "1",
    "scheduled.rebalance.max.delay.ms": "1000",
    "plugin.discovery": "service_load",
  };
}
