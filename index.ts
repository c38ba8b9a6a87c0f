/*
 * The public API of the package. From `provider/`, it exports only the resources, their types and
 * the getters. The subpath `pulumi-kafka-connect/provider` is not for programs: the engine loads it
 * by the text in each connector's state.
 */
export { ConnectCluster, type ConnectClusterArgs } from "./components/connect-cluster";
export type { KafkaSecurityArgs, KafkaSaslType } from "./components/kafka-security";
export type { HealingArgs } from "./components/healing-args";
export type { KubernetesAccessArgs } from "./components/kubernetes-access";
export type { WorkerMetricsArgs, ServiceMonitorArgs } from "./components/metrics";
export type {
  CertSecretArgs,
  ConnectorTlsCertArgs,
  ConnectorTlsFilePaths,
  MountedSecretArgs,
} from "./components/mounts";
export type {
  PluginArchiveType,
  ConfluentHubPluginArgs,
  DownloadAuthArgs,
  DownloadProxyArgs,
  JavaAgentArgs,
  PluginSourcesArgs,
  UrlArtifactArgs,
  UrlPluginArgs,
} from "./components/plugins/args";
export {
  type PluginImageBuilder,
  PluginImage,
  type PluginImageArgs,
} from "./components/plugins/plugin-image";
export {
  Connector,
  type ConnectorArgs,
  type ConnectorOffsetArgs,
  type ConnectorOnDeleteArgs,
} from "./provider/connector/connector";
export {
  ConnectorSet,
  type ConnectorSetArgs,
  type ConnectorSetMemberStatus,
} from "./provider/set/connector-set";
export type { ConnectorSetMemberArgs } from "./provider/set/members";
export type {
  ClusterInput,
  ConnectEndpointArgs,
  ConnectKubernetesArgs,
  ConnectTlsArgs,
  CredentialInput,
  HasEndpoint,
  RestartPolicyArgs,
} from "./provider/endpoint/args";
export type {
  ObservedState,
  TargetState,
  TaskStatus,
  ConnectorWaitFor,
} from "./provider/connect/status";
export {
  getConnectorPlugins,
  type GetConnectorPluginsArgs,
  getConnectorPluginsOutput,
  type GetConnectorPluginsOutputArgs,
  type GetConnectorPluginsResult,
  getConnectorStatus,
  type GetConnectorStatusArgs,
  getConnectorStatusOutput,
  type GetConnectorStatusOutputArgs,
  type GetConnectorStatusResult,
} from "./provider/functions/getters";
export type { Duration } from "./provider/core/duration";
export { isSecretKey } from "./provider/connect/secret-keys";
export { isSecretValue } from "./provider/connect/secret-values";
export type { ConnectPlugin } from "./provider/connect/wire";
