import * as path from "node:path";
import { childrenOf, commandLine } from "../../sandbox/process";

/** Kills, as a lost runner of a pipeline would, the engine of this process's stack with all its plugins. */
export function killEngine(): void {
  for (const child of childrenOf(process.pid)) {
    const [program = ""] = commandLine(child).split("\0");
    if (path.basename(program) !== "pulumi") continue;
    // All found before the first one ends: what it started is nobody's child then.
    for (const pid of tree(child)) process.kill(pid, "SIGKILL");
  }
}

function tree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(tree)];
}
