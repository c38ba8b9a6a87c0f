/**
 * Every argument of a `ConnectCluster` and of its healing, with its default and the cost of
 * changing it.
 */
import { DEFAULT_POLICY } from "../healing/policy";
import { DEFAULT_SCHEDULE } from "../healing/schedule";
import type { Argument } from "../provider/core/argument";
import { durationText } from "../provider/core/duration";
import { type ConnectClusterArgs, DEFAULTS } from "./connect-cluster-args";
import { METRICS_PORT, type WorkerMetricsArgs } from "./metrics";
import { duration, EVICTABLE, REPLICATION, type Rule, whole } from "./number-rules";
import { HEALING_IMAGE, HEALING_RESOURCES, type HealingArgs } from "./healing-args";

/** The compiler checks the type of an argument; numbers are also checked at run time. */
export interface NumberArgument<Cost extends string> extends Argument<Cost> {
  readonly check?: Rule;
}

const MOST_INT32 = 2_147_483_647;

type Image = ConnectClusterArgs["image"];
type OnDemand = NonNullable<ConnectClusterArgs["build"]>["onDemand"];

export type ClusterArgument =
  | keyof ConnectClusterArgs
  | `image.${keyof Image}`
  | `build.onDemand.${keyof OnDemand}`
  | `tls.${"ca" | "serverName"}`;

/** Worded as in the doc comments. */
export const CLUSTER_COSTS = {
  replaces: "replaces everything",
  another: "another Connect cluster",
  scales: "adds or removes pods",
  rolls: "rolls",
  nothing: "costs",
} as const;

export const CLUSTER_ARGUMENTS = {
  name: { otherwise: "the resource's name", cost: "replaces" },
  namespace: { default: DEFAULTS.namespace, cost: "replaces" },
  replicas: { default: DEFAULTS.replicas, cost: "scales", check: whole(0, MOST_INT32) },
  autoscaled: { default: DEFAULTS.autoscaled, cost: "nothing" },
  bootstrapServers: { cost: "rolls" },
  kafka: { otherwise: "neither", cost: "rolls" },
  image: { cost: "rolls" },
  "image.application": { cost: "rolls" },
  "image.init": { default: DEFAULTS.init, cost: "rolls" },
  "image.pullPolicy": { default: DEFAULTS.pullPolicy, cost: "rolls" },
  "image.pullSecrets": { cost: "rolls" },
  build: { cost: "rolls" },
  "build.onDemand.plugins": { cost: "rolls" },
  "build.onDemand.storageLimit": { default: DEFAULTS.storageLimit, cost: "rolls" },
  mountedSecrets: { cost: "rolls" },
  connectorTLSCerts: { cost: "rolls" },
  groupId: { default: "<namespace>.<name>", cost: "another" },
  internalTopics: {
    otherwise: '"<namespace>.<name>-configs", "-offsets" and "-status"',
    cost: "another",
  },
  internalTopicReplicationFactor: {
    default: DEFAULTS.replicationFactor,
    cost: "rolls",
    check: REPLICATION,
  },
  rebalanceDelay: { default: DEFAULTS.rebalanceDelay, cost: "rolls", check: duration(0) },
  config: { cost: "rolls" },
  unlimitedFileReferences: { default: DEFAULTS.unlimitedFileReferences, cost: "rolls" },
  pluginPath: { cost: "rolls" },
  basicAuth: { otherwise: "none: anyone who can reach the API may use it", cost: "rolls" },
  tls: { otherwise: "http", cost: "rolls" },
  "tls.ca": { otherwise: "the CAs that Node.js trusts", cost: "nothing" },
  "tls.serverName": { default: "<name>.<namespace>.svc", cost: "rolls" },
  metrics: { otherwise: "none", cost: "rolls" },
  healing: { default: {}, cost: "nothing" },
  resources: { otherwise: inWords(DEFAULTS.resources), cost: "rolls" },
  heap: { default: DEFAULTS.heap, cost: "rolls" },
  jvmOptions: { cost: "rolls" },
  user: { default: DEFAULTS.user, cost: "rolls", check: whole(1, MOST_INT32) },
  maxUnavailable: { default: DEFAULTS.maxUnavailable, cost: "nothing", check: EVICTABLE },
  labels: { cost: "rolls" },
  annotations: { cost: "rolls" },
  clusterDomain: { default: DEFAULTS.clusterDomain, cost: "rolls" },
  podTemplate: { cost: "rolls" },
  kubernetes: { otherwise: "as the Kubernetes provider of this resource", cost: "nothing" },
  url: { otherwise: "through a port-forward to a worker", cost: "nothing" },
} satisfies Record<ClusterArgument, NumberArgument<keyof typeof CLUSTER_COSTS>>;

export const METRICS_ARGUMENTS = {
  javaAgent: { cost: "rolls" },
  port: { default: METRICS_PORT, cost: "rolls", check: whole(1, 65_535) },
  rules: {
    otherwise: "the metrics of workers, rebalances, connectors, tasks and their errors",
    cost: "rolls",
  },
  serviceMonitor: {
    otherwise: "the pods have the annotations `prometheus.io/scrape`, `/port` and `/path`",
    cost: "rolls",
  },
} satisfies Record<keyof WorkerMetricsArgs, NumberArgument<"rolls">>;

function inWords({ requests, limits }: typeof DEFAULTS.resources | typeof HEALING_RESOURCES) {
  return `requests ${requests.cpu} CPU and ${requests.memory}, limit ${limits.memory} memory`;
}

type RestartPolicy = NonNullable<HealingArgs["restartPolicy"]>;

function usual(time: "pollMs" | "firstWaitMs" | "longestWaitMs" | "stableMs"): string {
  return durationText(DEFAULT_SCHEDULE[time]);
}

/** A change restarts the agent at most. */
export const HEALING_ARGUMENTS = {
  image: { default: HEALING_IMAGE, cost: "agent" },
  restartPolicy: { cost: "agent" },
  "restartPolicy.type": { default: DEFAULT_POLICY.type, cost: "agent" },
  "restartPolicy.maxRetry": { default: DEFAULT_POLICY.maxRetry, cost: "agent", check: whole(0) },
  restartPolicies: { cost: "nothing" },
  pollInterval: { default: usual("pollMs"), cost: "agent", check: duration(1) },
  firstWait: { default: usual("firstWaitMs"), cost: "agent", check: duration(0) },
  longestWait: { default: usual("longestWaitMs"), cost: "agent", check: duration(0) },
  stableTime: { default: usual("stableMs"), cost: "agent", check: duration(0) },
  restartsPerMinute: {
    default: DEFAULT_SCHEDULE.restartsPerMinute,
    cost: "agent",
    check: whole(1),
  },
  resources: { otherwise: inWords(HEALING_RESOURCES), cost: "agent" },
} satisfies Record<
  keyof HealingArgs | `restartPolicy.${keyof RestartPolicy}`,
  NumberArgument<"agent" | "nothing">
>;
