/** Escapes a text for a regular expression that matches exactly this text, with any flags. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
