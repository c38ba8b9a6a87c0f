import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../lock";
import { commandLine } from "../process";
import type { Instance } from "../paths";
import { findProgram } from "../program";
import { step } from "../progress";
import { binaries } from "./binaries";
import { imageFiles } from "./images";
import { layout, requireShortPaths, kubernetesVersion, type Layout } from "./layout";
import { networkDown, requireFreeNetwork } from "./network";
import { installPackages } from "./packages";
import { partNames, stopPart } from "./part";
import { containerdAnswers, nodeReady, startContainerd, startParts } from "./start";
import { sweepContainers, sweepControlGroups, sweepMounts } from "./sweep";

/** Why no node can be run here, or undefined. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux" || !fs.existsSync("/etc/debian_version")) {
    return "a node of its own needs Debian";
  }
  if (process.getuid?.() !== 0) return "a node of its own needs root";
  if (findProgram("go") === undefined) return "a node of its own needs Go to build it";
  return undefined;
}

/** Installs and builds what a node needs; what is in the cache stays as it is. */
export async function localBuild() {
  await installPackages();
  const programs = await binaries();
  return { programs, images: await imageFiles(programs.pause) };
}

/** Makes this machine a cluster of one node; one that is up stays as it is. */
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
      // Half a node is of no use, and its network would be in the way of others.
      await stopParts(node);
      throw error;
    }
  });
}

/** Takes all of it away but its logs and its images; safe when only some of it is up. */
export async function localDown(instance: Instance): Promise<void> {
  const node = layout(instance);
  if (!fs.existsSync(node.folder)) return;
  await locked(node, () => step("Kubernetes stopped", () => stopParts(node)));
}

async function stopParts(node: Layout): Promise<void> {
  const [, ...others] = partNames;
  // The kubelet first, since it would start again what is stopped; etcd outlives its clients.
  for (const name of ["kubelet", ...others.reverse()] as const) {
    if (name !== "etcd") await stopPart(node, name);
  }
  await stopPart(node, "etcd");
  if (fs.existsSync(node.containerdState)) {
    // Started anew it finds the containers of before, also those of a crash.
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

/** Addresses and tables are there once a machine: two nodes would take each other's. */
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
  // Beside the folder: a wipe removes the folder.
  return withLock(`${node.folder}.lock`, lock, work);
}
