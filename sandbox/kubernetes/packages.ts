import { step } from "../progress";
import { findProgram, runProgram } from "../program";
import { buildLog } from "./layout";

/** Debian's package for each program that the node or its build uses. */
const packages = {
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  etcd: "etcd-server",
  bridge: "containernetworking-plugins",
  nft: "nftables",
  ip: "iproute2",
  modprobe: "kmod",
  debootstrap: "debootstrap",
  openssl: "openssl",
  umount: "mount",
};
export type DebianProgram = keyof typeof packages;

export const networkPlugins = "/usr/lib/cni";

/**
 * Adds Debian's folders of programs for root at the end, because `su` without a dash lacks them in
 * PATH.
 */
export const searchPath = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin:/usr/bin:/bin`;

export const environment: NodeJS.ProcessEnv = { ...process.env, PATH: searchPath };

/** The full path of a program that `installPackages` has installed. */
export function debianProgram(name: DebianProgram): string {
  const found = find(name);
  if (found === undefined) throw new Error(`Debian's ${packages[name]} has no "${name}" on PATH`);
  return found;
}

/** Installs missing packages with apt-get. */
export async function installPackages(): Promise<void> {
  const names = Object.keys(packages) as DebianProgram[];
  const missing = new Set(
    names.filter((name) => find(name) === undefined).map((name) => packages[name]),
  );
  if (missing.size > 0) await install([...missing]);
}

export async function install(names: readonly string[]): Promise<void> {
  await step(`installing Debian packages: ${names.join(", ")}`, async () => {
    await aptGet("update");
    await aptGet("install", "--yes", "--no-install-recommends", ...names);
  });
}

function find(name: DebianProgram): string | undefined {
  return findProgram(name, name === "bridge" ? networkPlugins : searchPath);
}

function aptGet(command: string, ...args: string[]): Promise<void> {
  // Another run of apt may hold its lock for a while.
  return runProgram("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=600", command, ...args], {
    what: `apt-get ${command}`,
    env: { ...environment, DEBIAN_FRONTEND: "noninteractive" },
    logFile: buildLog(`apt-${command}`),
  });
}
