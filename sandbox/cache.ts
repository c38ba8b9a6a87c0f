import * as fs from "node:fs";
import * as path from "node:path";
import { pidExists, withLock } from "./lock";

const longestBuildMs = 30 * 60_000;

/**
 * Returns the folder, and builds it if it does not exist. The build writes into a folder with
 * another name, which is renamed at the end, so a folder with the real name is complete.
 */
export async function cachedFolder(
  folder: string,
  build: (unfinished: string) => Promise<void>,
): Promise<string> {
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const lock = { what: `building ${path.basename(folder)}`, deadlineMs: longestBuildMs };
  await withLock(`${folder}.lock`, lock, async () => {
    // Another process may have built it while this one waited.
    if (fs.existsSync(folder)) return;
    removeAbandoned(folder);
    const unfinished = `${folder}.unfinished-${process.pid}`;
    const discard = () => fs.rmSync(unfinished, { recursive: true, force: true });
    discard();
    fs.mkdirSync(unfinished);
    process.once("exit", discard);
    try {
      await build(unfinished);
      fs.renameSync(unfinished, folder);
    } finally {
      process.off("exit", discard);
      discard();
    }
  });
  return folder;
}

/** Removes leftovers of killed builds of the same folder. */
function removeAbandoned(folder: string): void {
  const prefix = `${path.basename(folder)}.unfinished-`;
  for (const entry of fs.readdirSync(path.dirname(folder))) {
    if (!entry.startsWith(prefix)) continue;
    if (pidExists(Number(entry.slice(prefix.length)))) continue;
    fs.rmSync(path.join(path.dirname(folder), entry), { recursive: true, force: true });
  }
}
