/** The text of a Java properties file, with what the format takes as special escaped. */
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
