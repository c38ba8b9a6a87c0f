/** Config keys that Connect and connectors read by their prefix, so that no definition lists them. */

/** Read by drivers, TLS and SASL, wherever they are. */
const ANYWHERE = /(^|\.)(override|driver|ssl|sasl)\.|\.(producer|consumer|admin)\./;
/**
 * Documented prefixes of connectors, for clients of other clusters and for libraries: MirrorMaker 2,
 * Confluent's Replicator, license and reporter, Iceberg, and Camel.
 */
const OF_CONNECTORS =
  /^((source|target)\.cluster|(src|dest)\.kafka|confluent\.topic|reporter|iceberg\.(catalog|hadoop|kafka|table)|camel\.(component|beans?|dataformat))\./;

/** With a misspelt `override`, or without it. */
const CLIENT = /^(producer|consumer|admin)\.(?:ov[a-z]+\.)?(.+)$/;
/** Only MirrorMaker's connectors read client keys without `override`. */
const MIRRORS = "source.cluster.alias";

export const TOPIC_GROUPS = "topic.creation.groups";
const TOPIC_KEY = /^topic\.creation\.([^.]+)\.(.+)$/;
const OF_ANY_GROUP = ["replication.factor", "partitions"];
/** Which topics are in a group; the default is for all others. */
const OF_A_GROUP = [...OF_ANY_GROUP, "include", "exclude"];
/** The only topic config of one word; all others have a dot. */
const TOPIC_CONFIG = /\.|^preallocate$/;

/** Whether something reads the key, although it is not among the defined ones. */
export function isPassedOn(key: string, config: Groups, defined: readonly string[]): boolean {
  if (ANYWHERE.test(key) || OF_CONNECTORS.test(key)) return true;
  return CLIENT.test(key) ? defined.includes(MIRRORS) : isOfTopicGroup(key, config, defined);
}

/** The key that overrides the worker's setting of a client. */
export function overrideOf(key: string): string | undefined {
  const [, client, setting] = CLIENT.exec(key) ?? [];
  return client === undefined ? undefined : `${client}.override.${setting}`;
}

/** Keys that a source may have besides the defined ones. */
export function topicKeys(config: Groups, defined: readonly string[]): string[] {
  if (!defined.includes(TOPIC_GROUPS)) return [];
  return groupsOf(config).flatMap((group) =>
    namesOf(group).map((name) => `topic.creation.${group}.${name}`),
  );
}

type Groups = Readonly<Record<string, unknown>>;

/** Connect reads these keys of a source, and passes all others of a group to the topic. */
function isOfTopicGroup(key: string, config: Groups, defined: readonly string[]): boolean {
  const [, group = "", name = ""] = TOPIC_KEY.exec(key) ?? [];
  if (!defined.includes(TOPIC_GROUPS) || !groupsOf(config).includes(group)) return false;
  return namesOf(group).includes(name) || TOPIC_CONFIG.test(name);
}

function namesOf(group: string): readonly string[] {
  return group === "default" ? OF_ANY_GROUP : OF_A_GROUP;
}

function groupsOf(config: Groups): string[] {
  const listed = config[TOPIC_GROUPS];
  const names = typeof listed === "string" ? listed.split(",").map((name) => name.trim()) : [];
  return ["default", ...names];
}
