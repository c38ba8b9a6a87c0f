/** The plugin `pulumi-resource-pulumi-kafka-connect`, as a process that the engine starts. */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { logToEngine } from "../provider/core/log";
import { verbs } from "./verbs";

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024; // As the engine's own.

const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (engine !== undefined) logToEngine(engine);

const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
server.addService(ResourceProviderService, verbs);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});

// An engine that was killed ends no plugin: then nobody is there for whom to work.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 5_000).unref();
