import { launch, renamedProcess, runningPid, stopProcess } from "../process";
import { lastLines } from "../program";
import { waitUntil } from "../wait";
import type { Layout } from "./layout";
import { environment } from "./packages";

/** In the order in which they start. */
export const partNames = [
  "containerd",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "coredns",
] as const;
export type PartName = (typeof partNames)[number];

export function startPart(node: Layout, name: PartName, program: string, args: string[]): void {
  launch(renamedProcess(node.folder, name), program, args, environment);
}

export async function stopPart(node: Layout, name: PartName): Promise<void> {
  // Its unwritten data would be thrown away anyway.
  await stopProcess(renamedProcess(node.folder, name), 3_000);
}

export function partPid(node: Layout, name: PartName): number | undefined {
  return runningPid(renamedProcess(node.folder, name));
}

export function partLog(node: Layout, name: PartName): string {
  return renamedProcess(node.folder, name).logFile;
}

/** Waits until the condition holds, but not longer than the part lives. */
export async function partAnswers(
  node: Layout,
  name: PartName,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  try {
    await waitUntil(condition, {
      what: `${name} to answer`,
      deadlineMs,
      giveUp: () => {
        if (partPid(node, name) === undefined) throw new Error(`${name} ended while starting`);
      },
    });
  } catch (error) {
    const log = partLog(node, name);
    throw new Error(`${(error as Error).message}; the end of ${log}:\n${lastLines(log)}`);
  }
}
