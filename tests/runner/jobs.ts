import type { Part, Suite } from "./suites";

/** The work of one process: the checks, or some files of one suite. */
export interface Job {
  readonly name: string;
  readonly files: readonly string[];
  readonly needs?: Part;
  readonly grep?: string;
}

export interface TestFile {
  readonly path: string;
  readonly bytes: number;
}

interface Plan {
  readonly filesOf: (suite: Suite) => readonly TestFile[];
  readonly grep: string | undefined;
  readonly lanes: number;
}

/** The jobs of the chosen suites: first those without real parts, then the others, the longest first. */
export function jobsOf(
  chosen: Readonly<Record<string, Suite>>,
  { filesOf, grep, lanes }: Plan,
): Job[] {
  const timed = Object.entries(chosen).flatMap(([name, suite]) => {
    const { needs, seconds, shards = 1 } = suite;
    // With one lane, starting a suite twice only costs time.
    const parts = shared(filesOf(suite), lanes === 1 ? 1 : shards);
    return parts.map((files, i) => ({
      seconds: needs === undefined ? Infinity : seconds / parts.length,
      job: {
        name: parts.length === 1 ? name : `${name} ${i + 1}/${parts.length}`,
        files,
        ...(needs === undefined ? {} : { needs }),
        ...(grep === undefined ? {} : { grep }),
      },
    }));
  });
  return timed
    .sort((a, b) => (a.seconds === b.seconds ? 0 : b.seconds - a.seconds))
    .map(({ job }) => job);
}

/** A larger file runs longer, more or less, so each file goes to the part with the least so far. */
function shared(files: readonly TestFile[], count: number): string[][] {
  const parts = Array.from({ length: Math.min(count, files.length) }, () => ({
    bytes: 0,
    paths: [] as string[],
  }));
  for (const { path, bytes } of [...files].sort((a, b) => b.bytes - a.bytes)) {
    const least = parts.reduce((best, part) => (part.bytes < best.bytes ? part : best));
    least.paths.push(path);
    least.bytes += bytes;
  }
  return parts.map(({ paths }) => paths.sort());
}
