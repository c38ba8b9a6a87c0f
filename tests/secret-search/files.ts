import { lstatSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { secretsIn } from "./secrets-in";

/** Other packages, which may contain one of our words by chance. */
const PACKAGES = "node_modules";

/** Each secret in the files of the folder and its subfolders, except `except`, with the file's path. */
export function secretsInFiles(folder: string, except: readonly string[] = []): string[] {
  const found: string[] = [];
  for (const name of namesIn(folder)) {
    if (name === PACKAGES || except.includes(name)) continue;
    const file = path.join(folder, name);
    // A link may lead to other people's files, or in a circle.
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
