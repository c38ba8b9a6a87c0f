/** The types of our resources: each has one in the TypeScript package and one in the plugin. */

export const DYNAMIC = "pulumi-nodejs:dynamic/kafkaconnect";
export const PLUGIN = "pulumi-kafka-connect:index";

const TYPES = {
  connector: [`${DYNAMIC}:Connector`, `${PLUGIN}:Connector`],
  /** In the plugin, a set is a component, and its only child has the connectors. */
  set: [`${DYNAMIC}:ConnectorSet`, `${PLUGIN}:ConnectorSetMembers`],
  /** The helper of each set. Reports leave it out, since the set's connectors show what it does. */
  names: [`${DYNAMIC}:ConnectorNames`, `${PLUGIN}:ConnectorNames`],
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
