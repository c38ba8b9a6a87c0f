/** Compares the texts that a cluster's pods read at start, in terms of the cluster's arguments. */
import { type Artifact, parseList, PLUGIN_LIST } from "../components/plugins/list";
import { parseProperties } from "../components/properties";
import type { KeyChange } from "./change";
import { isSecret } from "../provider/connect/secrets";
import type { Shown } from "./value-text";

type Data = Readonly<Partial<Record<string, string>>>;

/** The keys of the ConfigMap, as the component writes them. */
export function configMapChanges(before: Data, after: Data): KeyChange[] {
  const files = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [
    ...changes(
      pluginsIn(before[PLUGIN_LIST]),
      pluginsIn(after[PLUGIN_LIST]),
      (name) => `build.onDemand.plugins: ${name}`,
    ),
    ...changes(
      parseProperties(before["worker.properties"] ?? ""),
      parseProperties(after["worker.properties"] ?? ""),
      (key) => `worker.properties: ${key}`,
    ),
    ...[...files].flatMap((file) =>
      READ_ABOVE.includes(file) || before[file] === after[file]
        ? []
        : [{ key: file, ...opaqueChange(before[file], after[file]), cost } as const],
    ),
  ];
}

const READ_ABOVE = [PLUGIN_LIST, "worker.properties"];
const cost = "rolls";

/** Scripts and certificates, for which the report only says that they change. */
function opaqueChange(
  before: string | undefined,
  after: string | undefined,
): Record<"before" | "after", Shown> {
  return {
    before: before === undefined ? undefined : { text: "(a text)" },
    after:
      after === undefined ? undefined : { text: before === undefined ? "(a text)" : "(another)" },
  };
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  keyOf: (name: string) => string,
): KeyChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => {
      const [from, to] = [before, after].map((all) => shownValue(name, all.get(name)));
      return { key: keyOf(name), before: from, after: to, cost };
    });
}

function shownValue(name: string, text: string | undefined): Shown {
  if (text === undefined) return undefined;
  return isSecret(name, text) ? "secret" : { text };
}

/**
 * The plugins by name: the version of a Hub plugin, otherwise the urls and checksums of the
 * archives.
 */
function pluginsIn(list = ""): Map<string, string> {
  return new Map(
    parseList(list).map(({ name, artifacts }) => [name, artifacts.map(shownArtifact).join(", ")]),
  );
}

function shownArtifact({ type, url, sha512 }: Artifact): string {
  const checksum = sha512 === undefined ? "" : ` sha512 ${sha512.slice(0, 8)}…`;
  const what = type === "hub" ? (url.split("/").at(-1) ?? url) : url;
  return `${what}${checksum}`;
}
