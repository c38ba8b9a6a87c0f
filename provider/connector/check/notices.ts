/** What a preview reports in addition to the change. Pure: the caller logs it. */
import type { Config, KeyDefinition } from "../../connect/wire";
import { clusterId } from "../../endpoint/endpoint";
import { isUnknown, type MaybeUnknown } from "../../core/unknown";
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
): string | undefined {
  const { name: oldName, class: oldClass } = before;
  if (oldName === undefined || oldClass === undefined || news.offsets !== undefined) return;
  const { name, config } = news;
  const sink = isSink(definitions, config);
  if (isUnknown(name) || sink === undefined) return;
  if (name !== oldName) {
    if (sink && (isUnknown(config) || config["consumer.override.group.id"] !== undefined)) return;
    const start = sink
      ? "a new consumer group, so it starts where consumer.override.auto.offset.reset says"
      : "no offsets, so a source starts from the beginning";
    return (
      `connector "${oldName}" becomes "${name}", which is a new connector with ${start}. The ` +
      `offsets of "${oldName}" ${before.onDelete?.resetOffsets === true ? "are deleted" : "stay behind"}. ` +
      `To keep its place, keep name: "${oldName}", or set offsets.`
    );
  }
  const sameCluster =
    before.cluster !== undefined && clusterId(before.cluster) === clusterId(news.cluster);
  if (sink || !sameCluster || isSameClass(oldClass, news.class)) return;
  return (
    `connector "${name}" changes its class from ${oldClass} to ${news.class}: the offsets of ` +
    "the old class stay behind under its name, and the new one may start from the beginning or " +
    `misread them. To delete them, run \`pulumi-kafka-connect offsets reset ${name} --stop\`; to ` +
    "choose the start, set offsets."
  );
}

/** Undefined while it is unknown. */
function isSink(
  definitions: readonly KeyDefinition[],
  config: MaybeUnknown<Config>,
): boolean | undefined {
  if (definitions.length > 0) return definitions.some(({ name }) => name === "topics.regex");
  if (isUnknown(config)) return undefined;
  return config.topics !== undefined || config["topics.regex"] !== undefined;
}

/** Connect accepts `FileStreamSource` as an alias of `org.…FileStreamSourceConnector`. */
function isSameClass(before: string, now: string): boolean {
  if (before === now) return true;
  if (before.includes(".") && now.includes(".")) return false;
  const simple = (name: string) => (name.split(".").at(-1) ?? "").replace(/Connector$/, "");
  return simple(before) === simple(now);
}
