import * as fs from "node:fs";
import * as path from "node:path";
import { pidExists } from "../lock";
import type { Stack } from "../stack";
import { say } from "../progress";
import { stackName, type Project } from "./project";

interface ExportedStack {
  readonly deployment?: {
    readonly pending_operations?: readonly { type: string; resource: { urn: string } }[];
  };
}

/** Repairs the stack after a killed run. After an orderly one, there is nothing to do. */
export async function recover(stack: Stack, project: Project): Promise<void> {
  removeStaleLocks(stack, project);
  const exported = project.outputOf(["stack", "export"]);
  if (exported === undefined) return;
  const { deployment } = JSON.parse(exported) as ExportedStack;
  const pending = deployment?.pending_operations ?? [];
  if (pending.length === 0) return;
  say("… the run before was killed in the middle of a change: taking that back");
  // It is unknown whether Connect created them, and Pulumi would refuse to create an existing one.
  for (const { type, resource } of pending) {
    if (type === "creating") await removeConnector(stack, resource.urn.split("::").at(-1) ?? "");
  }
  // Without --non-interactive, this command asks despite --yes.
  const clear = ["--clear-pending-creates", "--non-interactive"];
  await project.run(["refresh", "--yes", "--skip-preview", ...clear]);
}

function removeStaleLocks(stack: Stack, project: Project): void {
  const holders = lockHolders(stack.instance.runFolder);
  if (holders.length === 0) return;
  const alive = holders.find(pidExists);
  if (alive !== undefined) {
    throw new Error(`another pulumi (pid ${alive}) works on the quickstart: wait for its end`);
  }
  say("… the run before was killed: releasing its lock on the stack");
  project.outputOf(["cancel", "--yes"]);
}

/** The pids in the lock files of Pulumi's backend. */
function lockHolders(runFolder: string): number[] {
  const folder = path.join(runFolder, "pulumi", "state", ".pulumi", "locks");
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && file.includes(stackName))
    .map((file) => {
      const lock = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as { pid?: number };
      return lock.pid ?? 0;
    });
}

async function removeConnector(stack: Stack, name: string): Promise<void> {
  const url = `${stack.workerUrl}/connectors/${encodeURIComponent(name)}`;
  const { status } = await fetch(url, { method: "DELETE" });
  if (status !== 204 && status !== 404) throw new Error(`DELETE ${url} answered ${status}`);
}
