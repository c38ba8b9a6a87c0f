import * as path from "node:path";
import { childrenOf, commandLine } from "../../sandbox/process";
import { waitUntil } from "../../sandbox/wait";
import type { TestStack } from "./engine";

/**
 * Kills the engine of this process's stack with all its plugins, as a lost runner of a pipeline would.
 * A state in a file is not written in one step, as pipelines' backends do, so the file must be whole.
 */
export function killEngine(stack: TestStack): Promise<void> {
  return waitUntil(
    () => {
      const engines = childrenOf(process.pid).filter(isEngine);
      for (const pid of engines) process.kill(pid, "SIGSTOP");
      const whole = stack.isStateWhole();
      // Finds all of them before the first one ends, because its children then lose their parent.
      const pids = whole ? engines.flatMap(tree) : engines;
      for (const pid of pids) process.kill(pid, whole ? "SIGKILL" : "SIGCONT");
      return whole;
    },
    { what: "a whole file of the state", deadlineMs: 10_000, intervalMs: 5 },
  );
}

function isEngine(pid: number): boolean {
  const [program = ""] = commandLine(pid).split("\0");
  return path.basename(program) === "pulumi";
}

function tree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(tree)];
}
