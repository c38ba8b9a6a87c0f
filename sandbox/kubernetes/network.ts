import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProgram, outputOf } from "../program";
import { run, tryRun } from "./command";
import { environment, searchPath } from "./packages";

/** One node needs one bridge: pods, Services and this machine meet on it. */
export const network = {
  bridge: "sandbox0",
  /** This machine's address for pods. */
  host: "10.213.0.1",
  pods: "10.213.0.0/16",
  firstPod: "10.213.1.1",
  services: "10.214.0.0/16",
  api: "10.214.0.1",
  dns: "10.214.0.10",
} as const;

const table = "inet sandbox-kubernetes";
/** Tables that kube-proxy leaves behind. */
const proxyTables = ["ip kube-proxy", "ip6 kube-proxy"];

/** Settings of the whole machine that the node's parts change; `down` puts them back. */
const settings = [
  "net/ipv4/ip_forward",
  "net/bridge/bridge-nf-call-iptables",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
];

/** Throws if something else on this machine uses the node's addresses. */
export function requireFreeNetwork(): void {
  for (const [name, addresses] of Object.entries(os.networkInterfaces())) {
    const taken = addresses?.find(({ address }) => /^10\.21[34]\./.test(address));
    if (taken !== undefined) throw new Error(`${taken.address} is taken by the interface ${name}`);
  }
  if (tryRun("nft", ["list", "table", "ip", "kube-proxy"])) {
    throw new Error("another Kubernetes on this machine has nftables' table kube-proxy");
  }
}

export function networkUp(folder: string): void {
  for (const module of ["br_netfilter", "overlay"]) tryRun("modprobe", [module]);
  noteSettings(folder);
  run("ip", ["link", "add", network.bridge, "type", "bridge"]);
  run("ip", ["address", "add", `${network.host}/16`, "dev", network.bridge]);
  run("ip", ["link", "set", network.bridge, "up"]);
  // Addresses of Services never leave this machine, even before kube-proxy knows them.
  run("ip", ["route", "add", network.services, "dev", network.bridge, "src", network.host]);
  passForwarding("-I");
  write("net/ipv4/ip_forward", "1");
  // Otherwise, the answer of a pod to another one bypasses the translation of the Service's
  // address.
  write("net/bridge/bridge-nf-call-iptables", "1");
  run(
    "nft",
    ["-f", "-"],
    `table ${table} {
       chain forward {
         type filter hook forward priority 0; policy accept;
         iifname "${network.bridge}" oifname != "${network.bridge}" reject
         oifname "${network.bridge}" iifname != "${network.bridge}" reject
       }
       chain input {
         type filter hook input priority 0; policy accept;
         iifname != { "lo", "${network.bridge}" } ip daddr ${network.pods} drop
       }
     }`,
  );
}

/** Works if only some parts exist, and leaves the network of another sandbox unchanged. */
export function networkDown(folder: string): void {
  if (!fs.existsSync(settingsFile(folder))) return;
  passForwarding("-D");
  for (const name of [table, ...proxyTables]) {
    tryRun("nft", ["delete", "table", ...name.split(" ")]);
  }
  tryRun("ip", ["link", "delete", network.bridge]);
  restoreSettings(folder);
}

/** With Docker, iptables blocks everything that no rule allows, even on a bridge. */
function passForwarding(action: "-I" | "-D"): void {
  const iptables = findProgram("iptables", searchPath);
  if (iptables === undefined) return;
  const rules = outputOf(iptables, ["-S", "FORWARD"], environment);
  if (rules?.startsWith("-P FORWARD DROP") !== true) return;
  const between = ["-i", network.bridge, "-o", network.bridge, "-j", "ACCEPT"];
  outputOf(iptables, [action, "FORWARD", ...between], environment);
}

function noteSettings(folder: string): void {
  const before = settings.flatMap((name) => {
    const value = read(name);
    return value === undefined ? [] : [[name, value]];
  });
  fs.writeFileSync(settingsFile(folder), JSON.stringify(Object.fromEntries(before), null, 2));
}

function restoreSettings(folder: string): void {
  const file = settingsFile(folder);
  const before = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, string>;
  for (const [name, value] of Object.entries(before)) {
    if (read(name) !== value) write(name, value);
  }
  fs.rmSync(file);
}

function settingsFile(folder: string): string {
  return path.join(folder, "settings-before.json");
}

function read(setting: string): string | undefined {
  try {
    return fs.readFileSync(path.join("/proc/sys", setting), "utf8").trim();
  } catch {
    return undefined;
  }
}

function write(setting: string, value: string): void {
  fs.writeFileSync(path.join("/proc/sys", setting), value);
}
