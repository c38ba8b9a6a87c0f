import * as fs from "node:fs";
import { brokerAddress } from "./broker";
import { wantedVersion } from "./connect-version";
import { java, jvmArguments } from "./java";
import { brokerVersion, kafkaJars, type KafkaJars } from "./kafka-jars";
import { secretsFolder, type Instance } from "./paths";
import { loopback } from "./port";
import { detachedProcess, stopProcess } from "./process";
import { asks, type Probe } from "./probe";
import { propertiesText } from "../components/properties";
import { configFile, ensureRunning } from "./service";

export const defaultWorkerName = "worker";

export interface WorkerOptions {
  readonly name: string;
  readonly port: number;
  /** Workers of one group and version share their topics and therefore their connectors. */
  readonly groupId: string;
  /** Added to the settings below. An equal key replaces the setting, for example `listeners`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** The text of a JAAS file, for the basic-auth extension. */
  readonly jaas?: string;
  /** Default: 200 from `/health` over plain HTTP. */
  readonly probe?: Probe;
  /** Default: CONNECT_VERSION, else the broker's version. */
  readonly version?: string;
}

export interface Worker {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** The version of Kafka Connect. */
  readonly version: string;
}

export function defaultWorker(instance: Instance): WorkerOptions {
  return {
    name: defaultWorkerName,
    port: instance.ports.worker,
    groupId: `sandbox-${instance.name}`,
  };
}

export function workerUrl(port: number): string {
  return `http://${loopback}:${port}`;
}

/** Starts a worker on the instance's broker, which must be up, and waits until it is ready. */
export async function startWorker(instance: Instance, options: WorkerOptions): Promise<Worker> {
  const jars = await kafkaJars(options.version ?? wantedVersion(brokerVersion()));
  const config = configFile(instance, `${options.name}.properties`);
  const jaas = configFile(instance, `${options.name}.jaas`);
  const files: Record<string, string> = {
    [config]: propertiesText(workerProperties(instance, options, jars)),
  };
  const login: string[] = [];
  if (options.jaas !== undefined) {
    files[jaas] = options.jaas;
    login.push(`-Djava.security.auth.login.config=${jaas}`);
  }
  fs.mkdirSync(secretsFolder(instance), { recursive: true, mode: 0o700 });
  const pid = await ensureRunning(instance, {
    name: options.name,
    ports: [options.port],
    command: java,
    args: [
      ...login,
      ...jvmArguments(jars.libraries),
      "org.apache.kafka.connect.cli.ConnectDistributed",
      config,
    ],
    files,
    healthy: asks(options.probe ?? healthProbe(options.port)),
    deadlineMs: 120_000,
  });
  const { logFile } = detachedProcess(instance.runFolder, options.name);
  return { name: options.name, port: options.port, pid, logFile, version: jars.version };
}

/** Returns whether it ran. */
export function stopWorker(instance: Instance, name: string): Promise<boolean> {
  return stopProcess(detachedProcess(instance.runFolder, name));
}

export function healthProbe(port: number): Probe {
  return { url: `${workerUrl(port)}/health` };
}

function workerProperties(
  instance: Instance,
  options: WorkerOptions,
  jars: KafkaJars,
): Record<string, string> {
  const { port } = options;
  // An older Connect may not be able to read what a newer one has written.
  const ofVersion = jars.version === brokerVersion() ? "" : `-${jars.version}`;
  const groupId = `${options.groupId}${ofVersion}`;
  return {
    "bootstrap.servers": brokerAddress(instance),
    "group.id": groupId,
    listeners: workerUrl(port),
    "rest.advertised.host.name": loopback,
    "rest.advertised.port": String(port),
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "key.converter.schemas.enable": "false",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter.schemas.enable": "false",
    "config.storage.topic": `${groupId}-configs`,
    "config.storage.replication.factor": "1",
    "offset.storage.topic": `${groupId}-offsets`,
    "offset.storage.partitions": "5",
    "offset.storage.replication.factor": "1",
    "status.storage.topic": `${groupId}-status`,
    "status.storage.partitions": "5",
    "status.storage.replication.factor": "1",
    "offset.flush.interval.ms": "1000",
    // The tasks of a lost worker move after a second instead of five minutes.
    "scheduled.rebalance.max.delay.ms": "1000",
    "plugin.path": jars.plugins,
    // All plugins here declare themselves, so scanning every jar would only cost time.
    "plugin.discovery": "service_load",
    "config.providers": "file",
    "config.providers.file.class": "org.apache.kafka.common.config.provider.FileConfigProvider",
    "config.providers.file.param.allowed.paths": secretsFolder(instance),
    ...options.properties,
  };
}
