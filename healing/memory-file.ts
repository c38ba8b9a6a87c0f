import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type Memory, memoryText, NO_MEMORY, parseMemory } from "./memory";

/** Without a valid file, this is the first start. */
export function readMemory(file: string): Memory {
  try {
    return parseMemory(readFileSync(file, "utf8"));
  } catch {
    return NO_MEMORY;
  }
}

/** Writes atomically, because the agent may be killed at any moment. */
export function writeMemory(file: string, memory: Memory): void {
  writeFileSync(`${file}.new`, memoryText(memory), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
