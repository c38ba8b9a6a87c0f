/** What Java reads, as its documentation says it, for what our scripts write. */

/** A properties file without continued lines, in ISO-8859-1. */
export function readProperties(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => !/^[ \t\f]*(?:[#!]|$)/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [, key = "", value = ""] =
        /^[ \t\f]*((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/.exec(line) ?? [];
      return [unescaped(key), unescaped(value)];
    }),
  );
}

const LETTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f" };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|(.))/g,
    (_, code: string | undefined, one: string | undefined) =>
      code === undefined
        ? (LETTERS[one ?? ""] ?? one ?? "")
        : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** One login module with options between quotes, read as a `StreamTokenizer` reads them. */
export function readJaas(config: string) {
  const [, module = "", rest = ""] = /^(\S+) required( .*);$/s.exec(config) ?? [];
  const options = [...rest.matchAll(/ (\w+)="((?:\\.|[^"\\\r\n])*)"/gs)];
  if (options.map(([all]) => all).join("") !== rest) throw new Error(`no JAAS config: ${config}`);
  return {
    module,
    options: Object.fromEntries(
      options.map(([, key = "", value = ""]) => [key, value.replace(/\\(.)/gs, "$1")]),
    ),
  };
}
