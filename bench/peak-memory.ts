import { readFileSync } from "node:fs";
import { childrenOf } from "../sandbox/process";

const SAMPLE_MS = 200;
const PAGE_BYTES = 4096;

/** Samples a process and all its children until it is stopped; undefined without /proc. */
export function watchMemory(pid: number): () => number | undefined {
  let peak: number | undefined;
  const sample = () => {
    const now = residentBytes(pid);
    if (now > (peak ?? 0)) peak = now;
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** Resident pages of the tree; pages that two processes share count twice. */
function residentBytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), pages * PAGE_BYTES);
  } catch {
    return 0; // It has just ended.
  }
}
