/** Java properties files: one writer, and one reader of what it writes. */

/** The text, with what the format takes as special escaped. */
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

/** Java reads such a file in ISO-8859-1, whatever is written elsewhere in UTF-8. */
function unicode(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The entries of such a text. No comments and no continued lines: `propertiesText` writes none. */
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
