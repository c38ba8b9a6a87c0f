/** What the workers run as, and the bodies of the objects around their pods. */
import type { core, policy } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import { OWNER_ANNOTATION } from "../provider/kubernetes/owners";
import type { Installer } from "./plugins/installer";
import type { KafkaSecurityArgs } from "./kafka-security";
import { METRICS_PORT, type WorkerMetricsArgs, type ServiceMonitorArgs } from "./metrics";
import type { Mounts } from "./mounts";
import type { WorkerCerts } from "./worker-certs";
import { REST_PORT } from "./worker-config";

type Text = pulumi.Input<string>;
type Labels = Readonly<Record<string, Text>>;

export interface Workload {
  readonly name: Text;
  readonly namespace: Text;
  /** The URN of the `ConnectCluster`. */
  readonly owner: Text;
  /** The Service for clients of the REST API. */
  readonly host: Text;
  readonly selector: Labels;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly replicas: pulumi.Input<number>;
  readonly image: {
    readonly application: Text;
    readonly init: Text;
    readonly pullPolicy: Text;
    readonly pullSecrets: readonly Text[];
  };
  readonly secretMounts: Mounts;
  readonly certMounts: Mounts & { readonly sources: core.v1.VolumeMount[] };
  readonly workerCerts: WorkerCerts;
  readonly plugins?: Installer | undefined;
  /** The Secret with the workers' Kafka user. */
  readonly kafkaAuth?: KafkaSecurityArgs["authentication"];
  /** The Secret with the REST API's user and password. */
  readonly basicAuth?: Text | undefined;
  readonly tls: boolean;
  readonly unlimitedFileReferences: boolean;
  readonly metrics?: WorkerMetricsArgs | undefined;
  readonly resources: pulumi.Input<core.v1.ResourceRequirements>;
  readonly heap: Text;
  readonly jvmOptions: readonly Text[];
  readonly user: number;
  readonly clusterDomain: Text;
  readonly podTemplate: core.v1.PodTemplateSpecPatch;
}

export const headless = (name: Text) => pulumi.interpolate`${name}-headless`;

export function clientService(workload: Workload): core.v1.Service {
  return {
    metadata: unawaited(metadata(workload, workload.name)),
    spec: { selector: workload.selector, ports: [restPort] },
  };
}

/**
 * Gives workers their host names, even before they are ready, because they already forward
 * requests.
 */
export function headlessService(workload: Workload): core.v1.Service {
  const { metrics } = workload;
  return {
    metadata: metadata(workload, headless(workload.name)),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: workload.selector,
      ports: metrics === undefined ? [restPort] : [restPort, metricsPort(metrics)],
    },
  };
}

/** A label of the headless Service, which contains each worker, even one that is not ready. */
export function serviceMonitor(workload: Workload, { interval, labels }: ServiceMonitorArgs) {
  // Prometheus does not accept a number.
  const every = pulumi
    .output(interval)
    .apply((known) => (typeof known === "number" ? `${known}s` : known));
  const own = metadata(workload, workload.name);
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { ...own, labels: { ...labels, ...own.labels } },
    spec: {
      selector: { matchLabels: workload.selector },
      endpoints: [{ port: "metrics", ...(interval === undefined ? {} : { interval: every }) }],
    },
  };
}

export function disruptionBudget(
  workload: Workload,
  maxUnavailable: pulumi.Input<number | string>,
): policy.v1.PodDisruptionBudget {
  return {
    metadata: metadata(workload, workload.name),
    spec: { maxUnavailable, selector: { matchLabels: workload.selector } },
  };
}

/**
 * `Workers` waits for the pods, and reports why they do not start. The Kubernetes provider waits
 * only until the object exists. It still waits for the end of a deletion, which
 * `pulumi.com/skipAwait` would prevent.
 */
export function unawaited<T extends { annotations: Labels }>(meta: T): T {
  const annotations = { ...meta.annotations, "pulumi.com/waitFor": "jsonpath={.metadata.uid}" };
  return { ...meta, annotations };
}

const restPort = { name: "rest", port: REST_PORT, targetPort: "rest" };
const metricsPort = ({ port = METRICS_PORT }: WorkerMetricsArgs) => ({
  name: "metrics",
  port,
  targetPort: "metrics",
});

export function metadata(workload: Workload, name: Text) {
  return {
    name,
    namespace: workload.namespace,
    labels: { ...workload.labels, ...workload.selector },
    annotations: { [OWNER_ANNOTATION]: workload.owner },
  };
}
