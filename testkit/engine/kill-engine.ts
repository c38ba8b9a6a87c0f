import * as path from "node:path";
import { childrenOf, commandLine } from "../../sandbox/process";

/** Kills the engine of this process's stack with all its plugins, as a lost runner of a pipeline would. */
export function killEngine(): void {
  for (const child of childrenOf(process.pid)) {
    const [program = ""] = commandLine(child).split("\0");
    if (path.basename(program) !== "pulumi") continue;
    // Finds all of them before the first one ends, because its children then lose their parent.
    for (const pid of tree(child)) process.kill(pid, "SIGKILL");
  }
}

function tree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(tree)];
}
