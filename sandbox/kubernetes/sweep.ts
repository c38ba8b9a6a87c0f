import * as fs from "node:fs";
import * as path from "node:path";
import { run, tryRun } from "./command";
import { ctr } from "./images";
import type { Layout } from "./layout";

interface ContainerInfo {
  readonly Spec?: { readonly linux?: { readonly namespaces?: readonly Namespace[] } };
}
interface Namespace {
  readonly type: string;
  readonly path?: string;
}

/** Ends every container that a kubelet left, with its network. containerd must run. */
export function sweepContainers(node: Layout): void {
  for (const id of lines(ctr(node, "containers", "list", "--quiet"))) {
    const info = JSON.parse(ctr(node, "containers", "info", id)) as ContainerInfo;
    attempt(() => ctr(node, "tasks", "delete", "--force", id));
    attempt(() => ctr(node, "containers", "delete", id));
    for (const note of networkNotes(id)) fs.rmSync(note, { force: true });
    for (const { type, path: file } of info.Spec?.linux?.namespaces ?? []) {
      const name = path.basename(file ?? "");
      // The CNI plugins are not asked any more: with the namespace its end of the cable goes.
      if (type === "network" && name.startsWith("cni-")) tryRun("ip", ["netns", "delete", name]);
    }
  }
}

/** What CNI plugins wrote down of a pod, for the removal that they are not asked for any more. */
function networkNotes(id: string): string[] {
  const folder = "/var/lib/cni/results";
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.includes(id));
  return names.map((name) => path.join(folder, name));
}

/** The kubelet mounts its own folder over itself, so that it takes more than its volumes. */
export function sweepMounts(node: Layout): void {
  const mounted = lines(fs.readFileSync("/proc/self/mounts", "utf8"))
    .map((line) => unescape(line.split(" ")[1] ?? ""))
    .filter((point) => point.startsWith(`${node.folder}/`));
  // The later ones lie on top of the earlier ones.
  for (const point of mounted.reverse()) umount(point);
}

/** The groups that the kubelet made for its pods, in each hierarchy that the machine has. */
export function sweepControlGroups(): void {
  const root = "/sys/fs/cgroup";
  const hierarchies = [root, ...fs.readdirSync(root).map((name) => path.join(root, name))];
  for (const hierarchy of hierarchies) removeGroups(path.join(hierarchy, "kubepods"));
}

function removeGroups(folder: string): void {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    if (entry.isDirectory()) removeGroups(path.join(folder, entry.name));
  }
  // Refused while a process is in it.
  attempt(() => fs.rmdirSync(folder));
}

function umount(point: string): void {
  // Lazily: what still has a file open must not keep the rest.
  attempt(() => run("umount", ["--lazy", point]));
}

/** Blanks and the like are written as octal numbers there. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 8)),
  );
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // Gone already.
  }
}
