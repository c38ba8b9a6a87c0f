/** The connectors of the benchmark: the same for us, for the engine and for the bare calls. */
import type { Shape } from "./measurement";

export const prefix = "bench";
const HEARTBEAT = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector";
const STRINGS = "org.apache.kafka.connect.storage.StringConverter";

/** The lightest class of a worker: with its emission off, it has no task. Ten keys. */
export function connectorConfig(brokers: string, revision: number): Record<string, string> {
  return {
    "source.cluster.alias": "a",
    "target.cluster.alias": "b",
    "target.cluster.bootstrap.servers": brokers,
    "emit.heartbeats.enabled": "false",
    "key.converter": STRINGS,
    "value.converter": STRINGS,
    "header.converter": "org.apache.kafka.connect.storage.SimpleHeaderConverter",
    "errors.tolerance": "none",
    "errors.retry.timeout": "60000",
    "errors.retry.delay.max.ms": String(60_000 + revision),
  };
}

export const connectorClass = HEARTBEAT;

export interface ProgramOptions {
  readonly url: string;
  readonly brokers: string;
  readonly size: number;
  readonly revision: number;
  readonly wait: boolean;
}

export function connectorProgram(shape: Shape, options: ProgramOptions): string {
  return `const { ${shape}: Resource } = require("pulumi-kafka-connect");\n${declared(shape, options)}`;
}

/** For the time of the engine itself: resources that do nothing, with the same arguments. */
export function engineFloorProgram(shape: Shape, options: ProgramOptions): string {
  return `const pulumi = require("@pulumi/pulumi");
const provider = "exports.handler=()=>({create:async(outs)=>({id:outs.name||'set',outs}),update:async(id,olds,outs)=>({outs})})";
class Resource extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bareconnect:Connector", name, { ...args, __provider: provider });
  }
}
${declared(shape, options)}`;
}

/** The same connectors for Terraform with Mongey's provider, which does not wait. */
export function terraformProgram({ url, brokers, size, revision }: ProgramOptions): string {
  const config = { "connector.class": HEARTBEAT, ...connectorConfig(brokers, revision) };
  const keys = Object.entries({ ...config, "tasks.max": "1" }).map(
    ([key, value]) => `    ${JSON.stringify(key)} = ${JSON.stringify(value)}`,
  );
  return `terraform {
  required_providers {
    kafka-connect = { source = "mongey/kafka-connect" }
  }
}
provider "kafka-connect" {
  url = ${JSON.stringify(url)}
}
resource "kafka-connect_connector" "all" {
  for_each = toset([for i in range(${size}) : "${prefix}-\${i}"])
  name     = each.key
  config = {
    "name" = each.key
${keys.join("\n")}
  }
}
`;
}

function declared(shape: Shape, options: ProgramOptions): string {
  const cluster = JSON.stringify({ url: options.url });
  const args = {
    class: HEARTBEAT,
    config: connectorConfig(options.brokers, options.revision),
    waitFor: options.wait ? "connector" : "none",
  };
  const begin = `const cluster = ${cluster};
const args = ${JSON.stringify(args, null, 2)};
const names = Array.from({ length: ${options.size} }, (_, i) => "${prefix}-" + i);\n`;
  return begin + declarations[shape];
}

const declarations: Readonly<Record<Shape, string>> = {
  Connector: `for (const name of names) new Resource(name, { cluster, ...args, name });\n`,
  ConnectorSet: `const connectors = Object.fromEntries(names.map((name) => [name, args]));
new Resource("all", { cluster, connectors });\n`,
};
