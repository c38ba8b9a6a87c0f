/** Java properties files: a writer, and a reader for its output. */

/** The text with the format's special characters escaped. */
export function propertiesText(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${escapeKey(key)}=${escapeValue(value)}\n`)
    .join("");
}

function escapeKey(key: string): string {
  return escaped(key).replace(/[ :=#!]/g, "\\$&");
}

function escapeValue(value: string): string {
  return escaped(value).replace(/^ /, "\\$&");
}

function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replace(/[^ -~]/g, unicode);
}

/** Escapes other characters, because Java reads such files in ISO-8859-1. */
function unicode(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * The entries of such a text. Supports neither comments nor continued lines, which `propertiesText`
 * never writes.
 */
export function parseProperties(text: string): Map<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [, key = "", value = ""] = /^((?:\\.|[^=\\])*)=?(.*)$/.exec(line) ?? [];
      return [unescaped(key), unescaped(value)];
    }),
  );
}

const LETTERS: Readonly<Partial<Record<string, string>>> = { n: "\n", r: "\r" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/g, (_, code?: string, one = "") =>
    code === undefined ? (LETTERS[one as string] ?? (one as string)) : fromUnicode(code),
  );
}

function fromUnicode(code: string): string {
  return String.fromCharCode(parseInt(code, 16));
}
