import type { Instance } from "../paths";
import { textTable } from "../text-table";
import * as path from "node:path";
import { layout } from "./layout";
import { partLog, partNames, partPid } from "./part";
import { nodeReady } from "./start";

/** The running parts of the instance's node, and whether it accepts pods. */
export async function nodeStatus(
  instance: Instance,
): Promise<{ readonly ready: boolean; readonly text: string }> {
  const node = layout(instance);
  const rows = partNames.map((name) => {
    const pid = partPid(node, name);
    const log = path.relative(process.cwd(), partLog(node, name));
    return [name, pid === undefined ? "down" : "up", pid === undefined ? "-" : String(pid), log];
  });
  const ready = await nodeReady(node);
  const verdict = ready ? `export KUBECONFIG=${node.kubeconfig}` : "The node is not ready.";
  return { ready, text: `${textTable(["WHAT", "STATE", "PID", "LOG"], rows)}\n${verdict}` };
}
