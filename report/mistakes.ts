/** What the preview of one resource complained of, key by key. */
import type { Mistake } from "./change";
import type { Problem } from "./preview";

/** The engine's words around what `check` gives: `<type> resource '<name>' has a problem: …`. */
const REFUSED = /^\S+ resource '[^']*' has a problem: /;
/** A property's path, as `check` writes it in front. */
const KEY = /^((?:[A-Za-z]+)(?:\.[A-Za-z]+|\[(?:"(?:[^"\\]|\\.)*"|\d+)\])*): /;

export function mistakesIn(problems: readonly Problem[]): Mistake[] {
  const mistakes = problems.map(({ message }) => {
    const refused = REFUSED.test(message);
    const words = message.replace(REFUSED, "");
    const [lead = "", key = ""] = (refused ? KEY.exec(words) : null) ?? [];
    return { key, message: words.slice(lead.length) };
  });
  return mistakes.sort(
    (a, b) => a.key.localeCompare(b.key, "en") || a.message.localeCompare(b.message, "en"),
  );
}
