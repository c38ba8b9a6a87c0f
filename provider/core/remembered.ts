/** More keys and values than most programs have; at most a few MB of memory. */
const MOST = 10_000;
const LONGEST = 200;

/** Remembers the answers of a rule about texts: many connectors have the same keys and values. */
export function remembered(rule: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = rule(text);
    if (answers.size >= MOST) answers.clear();
    if (text.length <= LONGEST) answers.set(text, answer);
    return answer;
  };
}
