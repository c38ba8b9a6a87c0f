/** What the engine calls our resources: each has a type in the TypeScript package and one in the plugin. */

export const DYNAMIC = "pulumi-nodejs:dynamic/kafkaconnect";
export const PLUGIN = "pulumi-kafka-connect:index";

const TYPES = {
  connector: [`${DYNAMIC}:Connector`, `${PLUGIN}:Connector`],
  /** In the plugin, a set is a component whose one child has its connectors. */
  set: [`${DYNAMIC}:ConnectorSet`, `${PLUGIN}:ConnectorSetMembers`],
  /** Beside each set: what it does, the set's connectors show. */
  names: [`${DYNAMIC}:ConnectorNames`, `${PLUGIN}:ConnectorNames`],
  component: [`${PLUGIN}:ConnectorSet`],
} as const;

export type ResourceKind = keyof typeof TYPES;

/** `type` may stand behind the types of the resource's parents, as in a URN. */
export function isOf(kind: ResourceKind, type: string): boolean {
  const own = type.split("$").at(-1);
  return TYPES[kind].some((one) => one === own);
}

export function isOurs(type: string): boolean {
  return Object.keys(TYPES).some((kind) => isOf(kind as ResourceKind, type));
}
