/** Every name in the arguments of a `ConnectCluster`. */
import { namesOf, namesUnder } from "../provider/core/argument-names";
import { CLUSTER_ARGUMENTS, HEALING_ARGUMENTS, METRICS_ARGUMENTS } from "./arguments";
import type { ConnectClusterArgs } from "./connect-cluster-args";
import type { KafkaSecurityArgs } from "./kafka-security";
import type { KubernetesAccessArgs } from "./kubernetes-access";
import type { ServiceMonitorArgs } from "./metrics";
import type { CertSecretArgs, MountedSecretArgs } from "./mounts";
import { JAVA_AGENT_NAMES, PLUGIN_NAMES } from "./plugins/argument-names";
import { POLICY_NAMES } from "./restart-policy";

type Part<K extends keyof ConnectClusterArgs> = NonNullable<ConnectClusterArgs[K]>;
type KeyItem = NonNullable<MountedSecretArgs["keyItems"]>[number];
type KafkaUser = NonNullable<KafkaSecurityArgs["authentication"]>;

const CERT = [
  ...namesOf<CertSecretArgs>({ secretRef: true, jksPassword: true }),
  "jksPassword.secretRef",
];

export const CLUSTER_NAMES = [
  ...Object.keys(CLUSTER_ARGUMENTS),
  ...namesUnder("kafka", namesOf<KafkaSecurityArgs>({ tls: true, authentication: true })),
  ...namesUnder("kafka.tls", CERT),
  ...namesUnder("kafka.authentication", namesOf<KafkaUser>({ type: true, secretRef: true })),
  ...namesUnder("build.onDemand.plugins", PLUGIN_NAMES),
  ...namesUnder(
    "mountedSecrets.[]",
    namesOf<MountedSecretArgs>({ secretRef: true, keyItems: true }),
  ),
  ...namesUnder(
    "mountedSecrets.[].keyItems.[]",
    namesOf<KeyItem>({ key: true, path: true, mode: true }),
  ),
  ...namesUnder("connectorTLSCerts.[]", [...CERT, "directoryPathInContainer"]),
  ...namesUnder(
    "internalTopics",
    namesOf<Part<"internalTopics">>({ config: true, offset: true, status: true }),
  ),
  ...namesUnder(
    "basicAuth",
    namesOf<Part<"basicAuth">>({ secretRef: true, username: true, password: true }),
  ),
  ...namesUnder("tls", CERT),
  ...namesUnder("metrics", Object.keys(METRICS_ARGUMENTS)),
  ...namesUnder("metrics.javaAgent", JAVA_AGENT_NAMES),
  ...namesUnder(
    "metrics.serviceMonitor",
    namesOf<ServiceMonitorArgs>({ interval: true, labels: true }),
  ),
  ...namesUnder("healing", Object.keys(HEALING_ARGUMENTS)),
  ...namesUnder("healing.restartPolicies.*", POLICY_NAMES),
  ...namesUnder("kubernetes", namesOf<KubernetesAccessArgs>({ context: true, kubeconfig: true })),
];
