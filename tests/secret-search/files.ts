import { lstatSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { secretsIn } from "./secrets-in";

/** Packages of others, where a word of ours may stand by chance. */
const PACKAGES = "node_modules";

/** Each secret in a file of the folder, or of one below it but for `except`, with the file's path. */
export function secretsInFiles(folder: string, except: readonly string[] = []): string[] {
  const found: string[] = [];
  for (const name of namesIn(folder)) {
    if (name === PACKAGES || except.includes(name)) continue;
    const file = path.join(folder, name);
    // A link leads to what others made, and perhaps in a circle.
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat?.isDirectory()) found.push(...secretsInFiles(file));
    if (!stat?.isFile()) continue;
    for (const place of secretsIn(readFileSync(file, "latin1"))) found.push(`${file}: ${place}`);
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Never made, or gone meanwhile.
  }
}
