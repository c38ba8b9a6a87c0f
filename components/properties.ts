/** The text of a Java properties file, with what the format takes as special escaped. */
export function propertiesText(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${escapeKey(key)}=${escapeValue(value)}\n`)
    .join("");
}

function escapeKey(key: string): string {
  return escapeValue(key).replace(/[ :=]/g, "\\$&");
}

function escapeValue(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replace(/^[ \t]/, "\\$&");
}
