/** The notice in a preview that an existing connector would be adopted. */
export interface Adoption {
  readonly connector: string;
  readonly url: string;
  /** One line for each changed key; empty if nothing would be written. */
  readonly changes: readonly string[];
}

const UNCHANGED = "as declared: adopting it writes nothing";
const CHANGED = "adopting it changes:";
const INDENT = "\n    ";

export const adoption = {
  format: ({ connector, url, changes }: Adoption): string => {
    const outcome = changes.length === 0 ? UNCHANGED : [CHANGED, ...changes].join(INDENT);
    return `connector ${JSON.stringify(connector)} already exists on ${url}, ${outcome}`;
  },
  /** Undefined for other texts. */
  parse: (text: string): Adoption | undefined => {
    const [, quoted, url, outcome] =
      /^connector ("(?:[^"\\]|\\.)*") already exists on (\S+), ([^]*)$/.exec(text) ?? [];
    if (quoted === undefined || url === undefined || outcome === undefined) return undefined;
    const connector = JSON.parse(quoted) as string;
    if (outcome === UNCHANGED) return { connector, url, changes: [] };
    const [first, ...changes] = outcome.split(INDENT);
    return first === CHANGED ? { connector, url, changes } : undefined;
  },
};
