/** What changes in the texts that the pods of a cluster read at start, in the words of its arguments. */
import type { KeyChange } from "./change";
import { isSecretKey } from "../provider/connect/redact";
import type { Shown } from "./shown";

type Data = Readonly<Partial<Record<string, string>>>;

/** In the ConfigMap's own words: its keys as the component writes them. */
export function configMapChanges(before: Data, after: Data): KeyChange[] {
  const files = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [
    ...changes(
      pluginsIn(before["plugins.list"]),
      pluginsIn(after["plugins.list"]),
      (name) => `build.onDemand.plugins: ${name}`,
    ),
    ...changes(
      propertiesIn(before["worker.properties"]),
      propertiesIn(after["worker.properties"]),
      (key) => `worker.properties: ${key}`,
    ),
    ...[...files].flatMap((file) =>
      READ_ABOVE.includes(file) || before[file] === after[file]
        ? []
        : [{ key: file, ...told(before[file], after[file]), cost } as const],
    ),
  ];
}

const READ_ABOVE = ["plugins.list", "worker.properties"];
const cost = "rolls";

/** Scripts and certificates: that they change is enough. */
function told(
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
  return isSecretKey(name) ? "secret" : { text };
}

/** By name: the version of one of Confluent Hub, else where its archives are and what they hold. */
function pluginsIn(list = ""): Map<string, string> {
  const plugins = new Map<string, string>();
  for (const line of list.split("\n").filter((text) => text !== "")) {
    // Releases differ in the order of what follows the name.
    const [name = "", ...fields] = line.split(" ");
    const url = fields.find((field) => /^https?:/.test(field)) ?? "";
    const sha512 = fields.find((field) => /^[0-9a-f]{128}$/.test(field));
    const checksum = sha512 === undefined ? "" : ` sha512 ${sha512.slice(0, 8)}…`;
    const what = fields.includes("hub") ? (url.split("/").at(-1) ?? url) : url;
    const earlier = plugins.get(name);
    plugins.set(name, `${earlier === undefined ? "" : `${earlier}, `}${what}${checksum}`);
  }
  return plugins;
}

function propertiesIn(text = ""): Map<string, string> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return new Map(
    lines.map((line) => {
      const [, key = "", value = ""] = /^((?:\\.|[^=\\])*)=(.*)$/.exec(line) ?? [];
      return [unescaped(key), unescaped(value)];
    }),
  );
}

/** As propertiesText of components/ escapes them. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|(.))/g,
    (_, code: string | undefined, escaped = "") =>
      code === undefined
        ? (ESCAPES[escaped as string] ?? (escaped as string))
        : String.fromCharCode(parseInt(code, 16)),
  );
}

const ESCAPES: Readonly<Partial<Record<string, string>>> = { n: "\n", r: "\r" };
