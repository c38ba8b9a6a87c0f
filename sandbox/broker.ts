import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { java, jvmArguments } from "./java";
import type { KafkaJars } from "./kafka-jars";
import type { Instance } from "./paths";
import { loopback, portAnswers } from "./port";
import { runProgram } from "./program";
import { propertiesText } from "../components/properties";
import { configFile, ensureRunning } from "./service";

export const brokerName = "broker";

export function brokerAddress(instance: Instance): string {
  return `${loopback}:${instance.ports.broker}`;
}

/** One node that is broker and controller; returns its pid. */
export function startBroker(instance: Instance, jars: KafkaJars): Promise<number> {
  const config = configFile(instance, "broker.properties");
  const listeners = {
    client: brokerAddress(instance),
    controller: `${loopback}:${instance.ports.controller}`,
  };
  return ensureRunning(instance, {
    name: brokerName,
    ports: [instance.ports.broker, instance.ports.controller],
    command: java,
    args: [...jvmArguments(jars.libraries), "kafka.Kafka", config],
    files: { [config]: propertiesText(brokerProperties(listeners, dataFolder(instance))) },
    prepare: () => formatStorage(instance, jars, config),
    healthy: () => portAnswers(instance.ports.broker),
    deadlineMs: 60_000,
  });
}

function dataFolder(instance: Instance): string {
  return path.join(instance.runFolder, "data");
}

/** The addresses of one node: for clients, and for itself as its own controller. */
export interface BrokerListeners {
  readonly client: string;
  /** The advertised address; default: the same. */
  readonly advertised?: string;
  readonly controller: string;
}

/** For one node that is broker and controller. */
export function brokerProperties(
  { client, advertised, controller }: BrokerListeners,
  data: string,
): Record<string, string> {
  return {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.bootstrap.servers": controller,
    "controller.listener.names": "CONTROLLER",
    listeners: `PLAINTEXT://${client},CONTROLLER://${controller}`,
    "advertised.listeners": `PLAINTEXT://${advertised ?? client},CONTROLLER://${controller}`,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "PLAINTEXT",
    "log.dirs": data,
    "num.partitions": "1",
    // One node cannot have more than one replica.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    // Consumers of sinks then start at once instead of after three seconds.
    "group.initial.rebalance.delay.ms": "0",
  };
}

/** A half-formatted folder looks like a complete one, so a mark is set at the end. */
async function formatStorage(instance: Instance, jars: KafkaJars, config: string): Promise<void> {
  const data = dataFolder(instance);
  const mark = path.join(instance.runFolder, "data.formatted");
  if (fs.existsSync(mark) && fs.existsSync(data)) return;
  fs.rmSync(data, { recursive: true, force: true });
  await runProgram(
    java(),
    [
      ...jvmArguments(jars.libraries),
      "kafka.tools.StorageTool",
      "format",
      "--standalone",
      "--cluster-id",
      clusterId(),
      "--config",
      config,
    ],
    {
      what: "formatting the broker's storage",
      logFile: path.join(instance.runFolder, "logs", "format.log"),
    },
  );
  fs.writeFileSync(mark, "");
}

/** Kafka's ids are 16 bytes in base64url; one that starts with "-" would read as an option. */
function clusterId(): string {
  const id = randomBytes(16).toString("base64url");
  return id.startsWith("-") ? clusterId() : id;
}
