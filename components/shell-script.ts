import { readFileSync } from "node:fs";
import * as path from "node:path";

/**
 * The text of a shell script, for a pod or a builder that gets it as one file: the parts that it
 * sources take the place of the lines that source them.
 */
export function shellScript(folder: string, name: string): string {
  const text = readFileSync(path.join(folder, name), "utf8");
  return text.replace(/^\. \.\/(\S+)$/gm, (_, part: string) => shellScript(folder, part));
}
