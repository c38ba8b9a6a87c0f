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

/** Stops every container that a kubelet left behind, with its network. containerd must run. */
export function sweepContainers(node: Layout): void {
  for (const id of lines(ctr(node, "containers", "list", "--quiet"))) {
    const info = JSON.parse(ctr(node, "containers", "info", id)) as ContainerInfo;
    attempt(() => ctr(node, "tasks", "delete", "--force", id));
    attempt(() => ctr(node, "containers", "delete", id));
    for (const note of networkNotes(id)) fs.rmSync(note, { force: true });
    for (const { type, path: file } of info.Spec?.linux?.namespaces ?? []) {
      const name = path.basename(file ?? "");
      // Not through the CNI plugins: the interface disappears with its namespace.
      if (type === "network" && name.startsWith("cni-")) tryRun("ip", ["netns", "delete", name]);
    }
  }
}

/** Records of the CNI plugins about pods, for a removal that never happens. */
function networkNotes(id: string): string[] {
  const folder = "/var/lib/cni/results";
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.includes(id));
  return names.map((name) => path.join(folder, name));
}

/** Unmounts the kubelet's folder too, because the kubelet mounts it over itself. */
export function sweepMounts(node: Layout): void {
  const mounted = lines(fs.readFileSync("/proc/self/mounts", "utf8"))
    .map((line) => unescape(line.split(" ")[1] ?? ""))
    .filter((point) => point.startsWith(`${node.folder}/`));
  // Later mounts are on top of earlier ones.
  for (const point of mounted.reverse()) umount(point);
}

/** The control groups that the kubelet created for its pods, in each hierarchy of the machine. */
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
  // The system refuses this while a process is in the group.
  attempt(() => fs.rmdirSync(folder));
}

function umount(point: string): void {
  // Lazily, because an open file must not block the rest.
  attempt(() => run("umount", ["--lazy", point]));
}

/** Decodes spaces and similar characters, which that file contains as octal numbers. */
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
    // It is already gone.
  }
}
