import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../lock";
import { commandLine } from "../process";
import type { Instance } from "../paths";
import { findProgram } from "../program";
import { say, step } from "../progress";
import { binaries } from "./binaries";
import { imageFiles } from "./images";
import { layout, requireShortPaths, kubernetesVersion, type Layout } from "./layout";
import { networkDown, requireFreeNetwork } from "./network";
import { installPackages } from "./packages";
import { partNames, stopPart } from "./part";
import { containerdAnswers, nodeReady, startContainerd, startParts } from "./start";
import { sweepContainers, sweepControlGroups, sweepMounts } from "./sweep";

/** Why no node can run here, or undefined. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux" || !fs.existsSync("/etc/debian_version")) {
    return "a node of its own needs Debian";
  }
  if (process.getuid?.() !== 0) return "a node of its own needs root";
  if (findProgram("go") === undefined) return "a node of its own needs Go to build it";
  return undefined;
}

/** Installs and builds the parts of a node, unless they are in the cache. */
export async function localBuild() {
  await installPackages();
  const programs = await binaries();
  return { programs, images: await imageFiles(programs.pause) };
}

/** Makes this machine a cluster with one node. A running node stays unchanged. */
export async function localUp(instance: Instance): Promise<void> {
  const node = layout(instance);
  requireShortPaths(node);
  const { programs, images } = await localBuild();
  await locked(node, async () => {
    if (await nodeReady(node)) return;
    requireNoOther(node);
    await stopParts(node);
    requireFreeNetwork();
    fs.mkdirSync(node.folder, { recursive: true });
    try {
      await step(`Kubernetes ${kubernetesVersion()}`, () => startParts(node, programs, images));
    } catch (error) {
      // An incomplete node is useless, and its network would disturb others.
      await stopParts(node).catch((reason: unknown) => say(`… not removed: ${String(reason)}`));
      throw error;
    }
  });
}

/** Removes everything except logs and images, even if only some parts run. */
export async function localDown(instance: Instance): Promise<void> {
  const node = layout(instance);
  if (!fs.existsSync(node.folder)) return;
  await locked(node, () => step("Kubernetes stopped", () => stopParts(node)));
}

async function stopParts(node: Layout): Promise<void> {
  const [, ...others] = partNames;
  // The kubelet first, since it would restart stopped parts; etcd must outlive its clients.
  for (const name of ["kubelet", ...others.reverse()] as const) {
    if (name !== "etcd") await stopPart(node, name);
  }
  await stopPart(node, "etcd");
  if (fs.existsSync(node.containerdState)) {
    // After a restart, containerd finds the earlier containers, even after a crash.
    await stopPart(node, "containerd");
    startContainerd(node, path.join(node.folder, "config", "containerd.toml"));
    await containerdAnswers(node);
    sweepContainers(node);
  }
  await stopPart(node, "containerd");
  sweepMounts(node);
  sweepControlGroups();
  networkDown(node.folder);
  for (const name of ["etcd", "kubelet", "kubelet-keys", "addresses", "keys", "kubeconfig"]) {
    fs.rmSync(path.join(node.folder, name), { recursive: true, force: true });
  }
  fs.rmSync(node.containerdState, { recursive: true, force: true });
}

/** A machine has only one set of addresses and tables, so two nodes would conflict. */
function requireNoOther(node: Layout): void {
  for (const entry of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [name = ""] = commandLine(Number(entry)).split("\0");
    if (!/\/kubernetes\/(kubelet|kube-apiserver|containerd)$/.test(name)) continue;
    if (path.dirname(name) === node.folder) continue;
    throw new Error(`another sandbox runs a Kubernetes on this machine: pid ${entry}, ${name}`);
  }
}

function locked<T>(node: Layout, work: () => Promise<T>): Promise<T> {
  const lock = { what: "starting or stopping Kubernetes", deadlineMs: 5 * 60_000 };
  // Next to the folder, because a wipe removes the folder.
  return withLock(`${node.folder}.lock`, lock, work);
}
