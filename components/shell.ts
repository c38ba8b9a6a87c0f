/** Words for a POSIX shell. */

/** The word that a shell reads as exactly this text; no shell word can hold a NUL. */
export function quote(text: string): string {
  if (text.includes("\0")) throw new Error("a shell word cannot hold a NUL");
  // Nothing is special between single quotes but the quote itself.
  return /^[A-Za-z0-9_./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line of such words. */
export function commandLine(...words: readonly string[]): string {
  return words.map(quote).join(" ");
}
