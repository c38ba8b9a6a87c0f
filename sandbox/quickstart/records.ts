import * as fs from "node:fs";
import * as path from "node:path";
import type { Instance } from "../paths";
import { waitUntil } from "../wait";

const arrivalLimitMs = 60_000;

/** The folder that the example's connectors read from and write to. */
export function recordsFolder(instance: Instance): string {
  return path.join(instance.runFolder, "files");
}

export function inputFile(instance: Instance): string {
  return path.join(recordsFolder(instance), "input.txt");
}

export function outputFile(instance: Instance): string {
  return path.join(recordsFolder(instance), "output.txt");
}

/**
 * Appends, because the source resumes from its offset; the time makes the lines of each run unique.
 */
export function writeLines(instance: Instance): string[] {
  const time = new Date().toISOString();
  const lines = ["a line", "another line", "the last line"].map((text) => `${time} ${text}`);
  fs.mkdirSync(recordsFolder(instance), { recursive: true });
  fs.appendFileSync(inputFile(instance), lines.map((line) => `${line}\n`).join(""));
  return lines;
}

/** Waits until all lines have arrived in the output file. */
export async function waitForLines(instance: Instance, lines: readonly string[]): Promise<void> {
  await waitUntil(
    () => {
      const arrived = new Set(readLines(outputFile(instance)));
      return lines.every((line) => arrived.has(line));
    },
    { what: `the lines to arrive in ${outputFile(instance)}`, deadlineMs: arrivalLimitMs },
  );
}

function readLines(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : [];
}
