import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type Memory, memoryText, NO_MEMORY, parseMemory } from "./memory";

/** A file that is not there, or that says nothing, is a first start. */
export function readMemory(file: string): Memory {
  try {
    return parseMemory(readFileSync(file, "utf8"));
  } catch {
    return NO_MEMORY;
  }
}

/** Whole or not at all: the agent may be killed at any moment. */
export function writeMemory(file: string, memory: Memory): void {
  writeFileSync(`${file}.new`, memoryText(memory), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
