/** What a preview reports in addition to the change. Pure: the caller logs it. */
import { isDeepStrictEqual } from "node:util";
import type { Config, ConnectorInfo, KeyDefinition } from "../../connect/wire";
import { clusterId } from "../../endpoint/endpoint";
import { isUnknown, type MaybeUnknown } from "../../core/unknown";
import { OWN_KEYS } from "../config";
import type { StoredInputs } from "../stored-inputs";
import type { Askable } from "./askable";

export function nameTaken(name: string, url: string): string {
  return (
    `connector "${name}" already exists on ${url}, and this resource did not create it: ` +
    "`pulumi up` will refuse to touch it. If you renamed or moved the resource in the program, set " +
    "the resource option aliases. To manage the connector with this resource, set adopt: true. If " +
    "it belongs to another stack, choose another name."
  );
}

/** Offsets belong to a connector's name, and their format to its class. */
export function offsetsLeftBehind(
  before: Partial<StoredInputs>,
  news: Askable,
  definitions: readonly KeyDefinition[],
  typeBefore?: string,
): string | undefined {
  const { name: oldName, class: oldClass } = before;
  if (oldName === undefined || oldClass === undefined) return;
  const { name, config } = news;
  const sink = isSink(definitions, config);
  if (isUnknown(name) || sink === undefined) return;
  if (name === oldName) {
    // An update sets only offsets that the state does not have.
    if (news.offsets !== undefined && !isDeepStrictEqual(news.offsets, before.offsets)) return;
    const sameCluster =
      before.cluster !== undefined && clusterId(before.cluster) === clusterId(news.cluster);
    if (!sameCluster && typeBefore === undefined) return;
    const wasSink = wasSinkBefore(typeBefore, before.config ?? {});
    return classChanged(name, { class: oldClass, sink: wasSink }, { class: news.class, sink });
  }
  if (news.offsets !== undefined) return;
  const ownGroup = isUnknown(config) || config["consumer.override.group.id"] !== undefined;
  if (sink && ownGroup && wasSinkBefore(typeBefore, before.config ?? {})) return;
  const start = sink
    ? "a new consumer group, so it starts where consumer.override.auto.offset.reset says"
    : "no offsets, so a source starts from the beginning";
  return (
    `connector "${oldName}" becomes "${name}", which is a new connector with ${start}. The ` +
    `offsets of "${oldName}" ${before.onDelete?.resetOffsets === true ? "are deleted" : "stay behind"}. ` +
    `To keep its place, keep name: "${oldName}", or set offsets.`
  );
}

/** A replacement that keeps the name, as with `--target-replace`, is a delete and a create. */
export function offsetsDeleted(
  { name, config, onDelete }: Partial<StoredInputs>,
  news: Askable,
): string | undefined {
  if (name === undefined || onDelete?.resetOffsets !== true) return undefined;
  if (news.offsets !== undefined) return undefined;
  const start = hasTopics(config ?? {})
    ? "where consumer.override.auto.offset.reset says"
    : "from the beginning";
  return (
    `connector "${name}" is deleted and created again, and onDelete.resetOffsets deletes its offsets: it starts ` +
    `${start}. To keep its place, first run \`pulumi up\` without onDelete.resetOffsets, or set offsets.`
  );
}

interface Kind {
  readonly class: string;
  readonly sink: boolean;
}

/** Offsets of a sink are those of its consumer group, whatever its class. */
function classChanged(name: string, from: Kind, to: Kind): string | undefined {
  if ((from.sink && to.sink) || isSameClass(from.class, to.class)) return undefined;
  if (from.sink) {
    return (
      `connector "${name}" changes from the sink ${from.class} to the source ${to.class}: the offsets of ` +
      "the sink's consumer group stay behind and do not apply to the source, which starts from the " +
      "beginning, or where an earlier source of this name ended. To choose the start, set offsets."
    );
  }
  const reset = `\`pulumi-kafka-connect offsets reset ${name} --stop\``;
  if (to.sink) {
    return (
      `connector "${name}" changes from the source ${from.class} to the sink ${to.class}: the offsets of ` +
      "the source stay behind under its name and do not apply to the sink, which starts where " +
      `consumer.override.auto.offset.reset says. To delete them, run ${reset} before \`pulumi up\`: ` +
      "afterwards it resets the sink."
    );
  }
  return (
    `connector "${name}" changes its class from ${from.class} to ${to.class}: the offsets of ` +
    "the old class stay behind under its name, and the new one may start from the beginning or " +
    `misread them. To delete them, run ${reset}; to choose the start, set offsets.`
  );
}

/** Like `classChanged`, for an existing connector that is adopted. */
export function adoptedClassChanged(
  { name, config, type }: ConnectorInfo,
  news: Askable,
  definitions: readonly KeyDefinition[],
): string | undefined {
  const sink = isSink(definitions, news.config);
  const was = config[OWN_KEYS.class];
  if (sink === undefined || was === undefined || news.offsets !== undefined) return undefined;
  const from = { class: was, sink: wasSinkBefore(type, config) };
  return classChanged(name, from, { class: news.class, sink });
}

/** Undefined while it is unknown. */
function isSink(
  definitions: readonly KeyDefinition[],
  config: MaybeUnknown<Config>,
): boolean | undefined {
  if (definitions.length > 0) return definitions.some(({ name }) => name === "topics.regex");
  return isUnknown(config) ? undefined : hasTopics(config);
}

function wasSinkBefore(type: string | undefined, config: Config): boolean {
  return type === "sink" || (type !== "source" && hasTopics(config));
}

function hasTopics(config: Readonly<Record<string, unknown>>): boolean {
  return config.topics !== undefined || config["topics.regex"] !== undefined;
}

/** Connect accepts `FileStreamSource` as an alias of `org.…FileStreamSourceConnector`. */
function isSameClass(before: string, now: string): boolean {
  if (before === now) return true;
  if (before.includes(".") && now.includes(".")) return false;
  const simple = (name: string) => (name.split(".").at(-1) ?? "").replace(/Connector$/, "");
  return simple(before) === simple(now);
}
