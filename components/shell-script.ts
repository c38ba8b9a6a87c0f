import { readFileSync } from "node:fs";
import * as path from "node:path";

/**
 * The text of a shell script as one file, for a pod or a builder: the sourced parts replace the
 * lines that source them.
 */
export function shellScript(folder: string, name: string): string {
  const text = readFileSync(path.join(folder, name), "utf8");
  return text.replace(/^\. \.\/(\S+)$/gm, (_, part: string) => shellScript(folder, part));
}
