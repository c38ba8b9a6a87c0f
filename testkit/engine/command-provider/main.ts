/**
 * A stand-in for the plugin of @pulumi/command, for machines that cannot download the real one: only
 * `local.Command`, and without its archives and assets.
 */
import { randomBytes } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import * as engine from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { differences, type Properties, text, unknownValue } from "../stand-in/properties";
import { answering, configVerbs, diffResponse, plain, serve, struct } from "../stand-in/server";
import { runCommand } from "./run";

const cancelled = new AbortController();
const answer = answering();
const log = new engine.EngineClient(process.argv.at(-1) ?? "", grpc.credentials.createInsecure());

/** As a status: shown while the command runs, but not kept. */
function logger(urn: string): (line: string) => void {
  return (line) => {
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setUrn(urn);
    request.setMessage(line);
    request.setEphemeral(true);
    log.log(request, () => undefined);
  };
}

async function outputs(urn: string, inputs: Properties, command: unknown): Promise<Properties> {
  const run = text(command);
  if (run === undefined) return { ...inputs, stdout: "", stderr: "" };
  return { ...inputs, ...(await runCommand(run, inputs, logger(urn), cancelled.signal)) };
}

const planned = (inputs: Properties) => ({
  ...inputs,
  stdout: unknownValue,
  stderr: unknownValue,
});

serve({
  ...configVerbs("1.2.1", () => undefined),
  check: answer((request: messages.CheckRequest) => {
    const response = new messages.CheckResponse();
    response.setInputs(request.getNews());
    return response;
  }),
  diff: answer((request: messages.DiffRequest) => {
    const news = plain(request.getNews());
    const changes = differences(plain(request.getOldInputs()), news);
    const replaces = [...changes.keys()].filter(
      (path) => /^triggers\b/.test(path) && news.update === undefined,
    );
    return diffResponse({ changes, replaces, deleteFirst: false });
  }),
  create: answer(async (request: messages.CreateRequest) => {
    const inputs = plain(request.getProperties());
    const response = new messages.CreateResponse();
    if (request.getPreview()) {
      response.setProperties(struct(planned(inputs)));
      return response;
    }
    const made = await outputs(request.getUrn(), inputs, inputs.create);
    response.setId(`${request.getUrn().split("::").at(-1) ?? ""}${randomBytes(4).toString("hex")}`);
    response.setProperties(struct(made));
    return response;
  }),
  read: answer((request: messages.ReadRequest) => {
    const response = new messages.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  }),
  update: answer(async (request: messages.UpdateRequest) => {
    const inputs = plain(request.getNews());
    const response = new messages.UpdateResponse();
    const made = request.getPreview()
      ? planned(inputs)
      : await outputs(request.getUrn(), inputs, inputs.update ?? inputs.create);
    response.setProperties(struct(made));
    return response;
  }),
  delete: answer(async (request: messages.DeleteRequest) => {
    const state = plain(request.getProperties());
    await outputs(request.getUrn(), state, state.delete);
    return new Empty();
  }),
  cancel: answer(() => {
    cancelled.abort();
    return new Empty();
  }),
});
