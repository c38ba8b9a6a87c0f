/** Metrics of the workers for Prometheus, from an agent that reads them from the JVM. */
import * as pulumi from "@pulumi/pulumi";
import type { Duration } from "../provider/core/duration";
import type { JavaAgentArgs } from "./plugins/args";

/**
 * Prometheus metrics, at `/metrics` of each worker, without a password. A change rolls the pods.
 */
export interface WorkerMetricsArgs {
  /**
   * The JMX exporter's jar (`io.prometheus.jmx:jmx_prometheus_javaagent`). It is verified and
   * installed like a plugin, in its own folder `jmx-exporter`, so no plugin may have this name.
   */
  javaAgent: JavaAgentArgs;
  /** The port of the metrics. @default 9404 */
  port?: pulumi.Input<number>;
  /**
   * The exporter's config, in YAML.
   *
   * @default - the metrics of workers, rebalances, connectors, tasks and their errors
   */
  rules?: pulumi.Input<string>;
  /**
   * Creates a ServiceMonitor, for a Kubernetes cluster with the Prometheus operator. A change rolls
   * the pods if it adds or removes the ServiceMonitor, because the annotations of the pods change.
   *
   * @default - the pods have the annotations `prometheus.io/scrape`, `/port` and `/path`
   */
  serviceMonitor?: boolean | ServiceMonitorArgs;
}

/** How the Prometheus operator finds and scrapes the workers. */
export interface ServiceMonitorArgs {
  /** The scrape interval. @default - the operator's own */
  interval?: pulumi.Input<Duration>;
  /** Labels by which Prometheus selects its monitors. */
  labels?: Record<string, pulumi.Input<string>>;
}

export const METRICS_PORT = 9404;
/** The key of the ConfigMap that holds the exporter's config. */
export const RULES_FILE = "jmx-exporter.yaml";

/**
 * Names like Strimzi's, so that its dashboards show them. A text becomes a label of a metric with
 * the value 1.
 */
export const DEFAULT_RULES = `lowercaseOutputName: true
lowercaseOutputLabelNames: true
includeObjectNames:
  - "kafka.connect:*"
  - "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*"
rules:
  - pattern: 'kafka.connect<type=connector-metrics, connector="?(.+?)"?><>(connector-class|connector-type|connector-version|status): (.+)'
    name: kafka_connect_connector_$2
    labels: { connector: "$1", "$2": "$3" }
    value: 1
    type: GAUGE
  - pattern: 'kafka.connect<type=connector-task-metrics, connector="?(.+?)"?, task=(\\d+)><>status: (.+)'
    name: kafka_connect_connector_task_status
    labels: { connector: "$1", task: "$2", status: "$3" }
    value: 1
    type: GAUGE
  - pattern: 'kafka.connect<type=(.+)-metrics, connector="?(.+?)"?, task=(\\d+)><>([a-z0-9-]+-total): '
    name: kafka_connect_$1_$4
    labels: { connector: "$2", task: "$3" }
    type: COUNTER
  - pattern: 'kafka.connect<type=(.+)-metrics, connector="?(.+?)"?, task=(\\d+)><>([a-z0-9-]+): '
    name: kafka_connect_$1_$4
    labels: { connector: "$2", task: "$3" }
    type: GAUGE
  - pattern: 'kafka.connect<type=connect-worker-metrics, connector="?(.+?)"?><>([a-z0-9-]+): '
    name: kafka_connect_worker_$2
    labels: { connector: "$1" }
    type: GAUGE
  - pattern: 'kafka.connect<type=connect-(worker|worker-rebalance)-metrics><>([a-z0-9-]+-total): '
    name: kafka_connect_$1_$2
    type: COUNTER
  - pattern: 'kafka.connect<type=connect-(worker|worker-rebalance)-metrics><>([a-z0-9-]+): '
    name: kafka_connect_$1_$2
    type: GAUGE
  - pattern: 'kafka.consumer<type=consumer-fetch-manager-metrics, client-id="?(.+?)"?><>(records-lag-max): '
    name: kafka_consumer_fetch_manager_$2
    labels: { clientid: "$1" }
    type: GAUGE
`;

/** For Prometheus configurations that find pods by annotations. */
export function scrapeAnnotations(metrics: WorkerMetricsArgs | undefined) {
  if (metrics === undefined || isMonitored(metrics)) return {};
  return {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": pulumi.interpolate`${metrics.port ?? METRICS_PORT}`,
    "prometheus.io/path": "/metrics",
  };
}

/** The ServiceMonitor, if the arguments request one. */
export function serviceMonitor(
  metrics: WorkerMetricsArgs | undefined,
): ServiceMonitorArgs | undefined {
  if (metrics === undefined || !isMonitored(metrics)) return undefined;
  return typeof metrics.serviceMonitor === "object" ? metrics.serviceMonitor : {};
}

function isMonitored({ serviceMonitor: monitor }: WorkerMetricsArgs): boolean {
  return monitor !== undefined && monitor !== false;
}
