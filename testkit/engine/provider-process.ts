import { execFileSync } from "node:child_process";

/** Kills the provider process of the engine that this process has started, as a crash would. */
export function killProvider(): void {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const processes = lines.flatMap((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isOurs(parents.get(pid)));
  const ours = processes.filter(
    ({ pid, args }) => args.includes("cmd/dynamic-provider") && isOurs(pid),
  );
  if (ours.length === 0) throw new Error("no provider runs");
  for (const { pid } of ours) process.kill(pid, "SIGKILL");
}
