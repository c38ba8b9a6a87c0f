import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder, sandboxFolder, type Instance } from "../paths";

/** The folders, sockets and ports of one instance's node. */
export interface Layout {
  /** Pids, logs, keys, settings and the state of every part. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly containerdSocket: string;
  /** While it exists, containers may still run, also after a crash. */
  readonly containerdState: string;
  /** On loopback, for parts that pods must not reach. */
  readonly ports: {
    readonly etcd: number;
    readonly etcdPeer: number;
    readonly proxyHealth: number;
    readonly proxyMetrics: number;
  };
}

export const nodeName = "sandbox";
export const goFolder = path.join(sandboxFolder, "kubernetes");

/** The system silently truncates longer socket paths. */
const longestSocket = 100;

export function layout(instance: Instance): Layout {
  const folder = path.join(instance.runFolder, "kubernetes");
  const containerdSocket = path.join(folder, "containerd.sock");
  return {
    folder,
    kubeconfig: path.join(folder, "kubeconfig"),
    containerdSocket,
    containerdState: path.join(folder, "containerd-state"),
    ports: {
      etcd: instance.portBase + 4,
      etcdPeer: instance.portBase + 5,
      proxyHealth: instance.portBase + 6,
      proxyMetrics: instance.portBase + 7,
    },
  };
}

/** The longest socket path that a part creates below the folder. */
export function requireShortPaths({ folder }: Layout): void {
  const longest = path.join(folder, "kubelet", "device-plugins", "kubelet.sock");
  if (Buffer.byteLength(longest) <= longestSocket) return;
  throw new Error(`the path of the repository is too long for sockets below it: ${longest}`);
}

export function kubernetesVersion(): string {
  return requiredVersion("components", /k8s\.io\/kubernetes v(\S+)/);
}

export function coreDnsVersion(): string {
  return requiredVersion("coredns", /github\.com\/coredns\/coredns v(\S+)/);
}

/** The folder for builds. Their names depend on their sources. */
export function buildFolder(name: string): string {
  return path.join(cacheFolder(), `kubernetes-${kubernetesVersion()}`, name);
}

/** The log of a build, for when it fails. */
export function buildLog(name: string): string {
  return path.join(cacheFolder(), "logs", `${name}.log`);
}

function requiredVersion(module: string, pattern: RegExp): string {
  const file = path.join(goFolder, module, "go.mod");
  const version = pattern.exec(fs.readFileSync(file, "utf8"))?.[1];
  if (version === undefined) throw new Error(`${file} names no version`);
  return version;
}
