import { distance } from "fastest-levenshtein";

const MOST = 3;

/** The names that may have been meant, the nearest first. */
export function nearNames(wanted: string, names: Iterable<string>): string[] {
  const low = wanted.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, far: howFar(low, name.toLowerCase()) }))
    .filter(({ far }) => far <= Math.max(1, Math.floor(low.length / 3)))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** A part of a name that somebody could type by itself is as near as one wrong letter. */
function howFar(wanted: string, name: string): number {
  return wanted.length >= 3 && name.includes(wanted) ? 1 : distance(wanted, name);
}

/** The end of a sentence that says that there is no such name. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const near = nearNames(wanted, names).map((name) => `"${name}"`);
  const last = near.pop();
  if (last === undefined) return "";
  return `: did you mean ${near.length === 0 ? last : `${near.join(", ")} or ${last}`}?`;
}
