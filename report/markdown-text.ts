/** Escapes foreign text for Markdown, so that it stays plain text on one line. */

const MOST = 120;

/** As code, where Markdown, @mentions and links have no effect. */
export function code(text: string, most = MOST): string {
  const line = oneLine(cut(text, most));
  if (line === "") return "(empty)";
  // A bar would end the cell even inside code; entities work everywhere.
  if (line.includes("|")) return `<code>${entities(line)}</code>`;
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const space = /^[` ]|[` ]$/.test(line) ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** The lines of a longer message for a cell or a list, without frames of a stack trace. */
export function codeLines(text: string, mostLines = 12): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
  const shown = lines.slice(0, mostLines).map((line) => code(line.trim(), 400));
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more lines`] : [])].join("<br>");
}

export function cut(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  return `${characters.slice(0, most - 1).join("")}…`;
}

/**
 * Shortens long texts with an equal beginning, so that they start shortly before the difference.
 */
export function fromWhereTheyDiffer(one: string, other: string): [string, string] {
  const [a, b] = [Array.from(one), Array.from(other)];
  const differs = a.findIndex((char, place) => char !== b[place]);
  const same = differs < 0 ? a.length : differs;
  if (Math.max(a.length, b.length) <= MOST || same < MOST - LEAD) return [one, other];
  const [first, second] = [a, b].map((text) => `…${text.slice(same - LEAD).join("")}`);
  return [first ?? "", second ?? ""];
}

/** How much unchanged text to show before a difference. */
const LEAD = 30;

/** Shows line breaks, and removes characters that are invisible or change the writing direction. */
function oneLine(text: string): string {
  return text
    .replace(/\r\n?|\n/g, "↵")
    .replace(/\t/g, " ")
    .replace(/[\p{C}\u2028\u2029]/gu, "\uFFFD");
}

function entities(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** For titles, and for our own sentences that contain foreign names. */
export function prose(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, (char) =>
    // Otherwise it would notify a user with that name.
    char === "@" ? "@&#8203;" : ",.:;()'-".includes(char) ? char : entities(char),
  );
}

/** For HTML, where Markdown has no effect. */
export function htmlCode(text: string): string {
  return `<code>${entities(oneLine(cut(text, MOST)))}</code>`;
}

/** Between two tags, Markdown needs an empty line first. */
export function block(tag: string, parts: readonly string[]): string {
  return [`<${tag}>`, ...parts, `</${tag}>`].join("\n\n").replace("\n\n", "\n");
}
