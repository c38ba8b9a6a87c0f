import * as os from "node:os";
import * as path from "node:path";

/** Each instance has its own ports and run folder, so that they can run side by side. */
export const instanceNames = ["quickstart", "test"] as const;
export type InstanceName = (typeof instanceNames)[number];

export interface Instance {
  readonly name: string;
  /** The files of one instance: pids, logs, configs, data and Pulumi state. */
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
/** The benchmark uses the ports after those of the two instances. */
const instancesBeforeLanes = instanceNames.length + 1;
/** The maximum number of test suites side by side. */
export const mostLanes = 8;
/** Offsets from here up to 99 are free for further workers. */
export const firstFreeOffset = 10;

/** Slow downloads and builds, which all instances share. Outside git, and `wipe` keeps it. */
export function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache");
  return path.join(base, "pulumi-kafka-connect");
}

export function sandboxInstance(name: InstanceName): Instance {
  return instanceOf(name, instanceNames.indexOf(name));
}

/** The instance of one lane of a test run. The first lane uses the instance "test" itself. */
export function laneInstance(lane: number): Instance {
  if (lane === 0) return sandboxInstance("test");
  return instanceOf(`test-${lane + 1}`, instancesBeforeLanes + lane - 1);
}

function instanceOf(name: string, place: number): Instance {
  const runFolder = path.join(repositoryFolder, ".sandbox", name);
  return instanceAt(name, runFolder, firstPort() + place * portsPerInstance);
}

export function instanceAt(name: string, runFolder: string, portBase: number): Instance {
  return {
    name,
    runFolder,
    portBase,
    ports: { broker: portBase + 1, controller: portBase + 2, worker: portBase + 3 },
  };
}

/** The folder with the values that `${file:…}` references of connectors may read. */
export function secretsFolder(instance: Instance): string {
  return path.join(instance.runFolder, "secrets");
}

function firstPort(): number {
  const text = process.env["SANDBOX_PORT_BASE"];
  if (text === undefined || text === "") return defaultPortBase;
  const base = Number(text);
  const last = 65535 - (instancesBeforeLanes + mostLanes) * portsPerInstance;
  if (!Number.isInteger(base) || base < 1024 || base > last) {
    throw new Error(
      `SANDBOX_PORT_BASE must be a whole number from 1024 to ${last}, but it is "${text}"`,
    );
  }
  return base;
}
