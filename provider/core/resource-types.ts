/**
 * The types of our resources, which are in every state: none ever changes. Most resources have one
 * type in the TypeScript package and one in the plugin.
 */

export const PACKAGE = "pulumi-kafka-connect";
export const DYNAMIC = "pulumi-nodejs:dynamic/kafkaconnect";
export const PLUGIN = `${PACKAGE}:index`;

export const CONNECTOR_TYPE = `${DYNAMIC}:Connector`;
export const SET_TYPE = `${DYNAMIC}:ConnectorSet`;
export const NAMES_TYPE = `${DYNAMIC}:ConnectorNames`;
/** The components have the same type in both. */
export const CLUSTER_TYPE = `${PLUGIN}:ConnectCluster`;
export const IMAGE_TYPE = `${PLUGIN}:PluginImage`;

const TYPES = {
  connector: [CONNECTOR_TYPE, `${PLUGIN}:Connector`],
  /** In the plugin, a set is a component, and its only child has the connectors. */
  set: [SET_TYPE, `${PLUGIN}:ConnectorSetMembers`],
  /** The helper of each set. Reports leave it out, since the set's connectors show what it does. */
  names: [NAMES_TYPE, `${PLUGIN}:ConnectorNames`],
  component: [`${PLUGIN}:ConnectorSet`],
} as const;

export type ResourceKind = keyof typeof TYPES;

/** In a URN, the types of the resource's parents may precede `type`. */
export function isOf(kind: ResourceKind, type: string): boolean {
  const own = type.split("$").at(-1);
  return TYPES[kind].some((one) => one === own);
}

export function isOurs(type: string): boolean {
  return Object.keys(TYPES).some((kind) => isOf(kind as ResourceKind, type));
}
