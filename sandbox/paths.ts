import * as os from "node:os";
import * as path from "node:path";

/** Each instance has ports and a run folder of its own, so that both can run side by side. */
export const instanceNames = ["quickstart", "test"] as const;
export type InstanceName = (typeof instanceNames)[number];

export interface Instance {
  readonly name: string;
  /** Everything of one instance that lives on disk: pids, logs, configs, data, Pulumi state. */
  readonly runFolder: string;
  readonly portBase: number;
  readonly ports: {
    readonly broker: number;
    readonly controller: number;
    readonly worker: number;
  };
}

export const repositoryFolder = path.resolve(__dirname, "..");
export const sandboxFolder = __dirname;

const defaultPortBase = 28080;
const portsPerInstance = 100;
/** Offsets from here on are free for further workers, up to 99. */
export const firstFreeOffset = 10;

/** What is slow to fetch or build and the same for every instance: outside git, kept by `wipe`. */
export function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache");
  return path.join(base, "pulumi-kafka-connect");
}

export function sandboxInstance(name: InstanceName): Instance {
  return instanceAt(
    name,
    path.join(repositoryFolder, ".sandbox", name),
    firstPort() + instanceNames.indexOf(name) * portsPerInstance,
  );
}

export function instanceAt(name: string, runFolder: string, portBase: number): Instance {
  return {
    name,
    runFolder,
    portBase,
    ports: { broker: portBase + 1, controller: portBase + 2, worker: portBase + 3 },
  };
}

/** A folder that holds the values `${file:…}` placeholders of connectors may read. */
export function secretsFolder(instance: Instance): string {
  return path.join(instance.runFolder, "secrets");
}

function firstPort(): number {
  const text = process.env["SANDBOX_PORT_BASE"];
  if (text === undefined || text === "") return defaultPortBase;
  const base = Number(text);
  const last = 65535 - instanceNames.length * portsPerInstance;
  if (!Number.isInteger(base) || base < 1024 || base > last) {
    throw new Error(
      `SANDBOX_PORT_BASE must be a whole number from 1024 to ${last}, but it is "${text}"`,
    );
  }
  return base;
}
