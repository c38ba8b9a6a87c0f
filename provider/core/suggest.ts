import { distance } from "fastest-levenshtein";

const MOST = 3;

/** The names that the user may have meant, best match first. */
export function nearNames(wanted: string, names: Iterable<string>): string[] {
  const low = wanted.toLowerCase();
  if (low === "") return [];
  return [...new Set(names)]
    .map((name) => ({
      name,
      far: distanceTo(low, name.toLowerCase()),
      whole: distance(low, name.toLowerCase()),
    }))
    .filter(({ far }) => far <= Math.max(1, Math.ceil(low.length * 0.4)))
    .sort((a, b) => a.far - b.far || a.whole - b.whole || a.name.localeCompare(b.name))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** The number of wrong letters. A part or the beginning of a name counts as one wrong letter. */
function distanceTo(wanted: string, name: string): number {
  if (wanted.length >= 3 && name.includes(wanted)) return 1;
  const beginning = name.slice(0, wanted.length);
  return Math.min(distance(wanted, name), distance(wanted, beginning) + 1);
}

/** Completes a message about a name that does not exist. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const near = nearNames(wanted, names).map((name) => `"${name}"`);
  const last = near.pop();
  if (last === undefined) return "";
  return `: did you mean ${near.length === 0 ? last : `${near.join(", ")} or ${last}`}?`;
}
