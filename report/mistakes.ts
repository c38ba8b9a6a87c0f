/** The mistakes that the preview of a resource reported, key by key. */
import { failureText } from "../provider/core/failure-text";
import type { Mistake } from "./change";
import type { Problem } from "./preview";

/** The engine's text around a failure of `check`: `<type> resource '<name>' has a problem: …`. */
const REFUSED = /^\S+ resource '[^']*' has a problem: /;

export function mistakesIn(problems: readonly Problem[]): Mistake[] {
  const mistakes = problems.map(({ message }) => {
    if (!REFUSED.test(message)) return { key: "", message };
    const { property, reason } = failureText.parse(message.replace(REFUSED, ""));
    return { key: property, message: reason };
  });
  return mistakes.sort(
    (a, b) => a.key.localeCompare(b.key, "en") || a.message.localeCompare(b.message, "en"),
  );
}
