/** The connectors of the benchmark: the same for us, for the engine and for the bare calls. */

export const prefix = "bench";
const HEARTBEAT = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector";
const STRINGS = "org.apache.kafka.connect.storage.StringConverter";

/** The lightest class that a worker has: with its emission off it makes no task. Ten keys. */
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

export function connectorProgram(options: ProgramOptions): string {
  return `const { Connector } = require("pulumi-kafka-connect");\n${each("Connector", options)}`;
}

/** What the engine itself takes: resources that do nothing, with the same arguments. */
export function engineFloorProgram(options: ProgramOptions): string {
  return `const pulumi = require("@pulumi/pulumi");
const provider = "exports.handler=()=>({create:async(outs)=>({id:outs.name,outs}),update:async(id,olds,outs)=>({outs})})";
class Bare extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bareconnect:Connector", name, { ...args, __provider: provider });
  }
}
${each("Bare", options)}`;
}

function each(made: string, options: ProgramOptions): string {
  const args = {
    cluster: { url: options.url },
    class: HEARTBEAT,
    config: connectorConfig(options.brokers, options.revision),
    waitFor: options.wait ? "connector" : "none",
  };
  return `const args = ${JSON.stringify(args, null, 2)};
for (let i = 0; i < ${options.size}; i++) {
  const name = "${prefix}-" + i;
  new ${made}(name, { ...args, name });
}\n`;
}
