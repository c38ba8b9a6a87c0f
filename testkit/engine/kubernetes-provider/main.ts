/**
 * A stand-in for the Kubernetes provider plugin, for machines that cannot download the real one.
 * It supports only what the tests need, against the real API server: no Helm and no YAML files.
 */
import type * as grpc from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { liveInputs, type Properties, text } from "../stand-in/properties";
import {
  answering,
  configVerbs,
  diffResponse,
  plain,
  plainError,
  serve,
  struct,
} from "../stand-in/server";
import { ApiServer } from "./api-server";
import { create, identifier, NotReady, remove, update } from "./apply";
import { check, markSecrets, plan } from "./decide";
import { initFailed } from "./init-failed";
import { applyPatch, isPatch, withdrawPatch } from "./patch";

const cancelled = new AbortController();
let settings: Properties = {};
let server: ApiServer | undefined;

/** Connects only when needed, because a preview needs no cluster. */
function api(): ApiServer {
  server ??= new ApiServer(
    text(settings.kubeconfig) ?? process.env.KUBECONFIG,
    text(settings.context),
  );
  return server;
}

const answer = answering(asGrpc);

const verbs = {
  ...configVerbs("4.0.0", (given) => {
    settings = given;
  }),
  check: answer((request: messages.CheckRequest) => {
    const name = request.getUrn().split("::").at(-1) ?? "";
    const response = new messages.CheckResponse();
    response.setInputs(struct(check(name, plain(request.getOlds()), plain(request.getNews()))));
    return response;
  }),
  diff: answer((request: messages.DiffRequest) =>
    diffResponse(
      plan(plain(request.getOldInputs()), plain(request.getNews()), isPatch(request.getUrn())),
    ),
  ),
  create: answer(async (request: messages.CreateRequest) => {
    const inputs = plain(request.getProperties());
    const object = request.getPreview()
      ? inputs
      : isPatch(request.getUrn())
        ? await applyPatch(api(), request.getUrn(), inputs)
        : await create(api(), inputs, limitMs(request), cancelled.signal);
    const response = new messages.CreateResponse();
    if (!request.getPreview()) response.setId(identifier(object));
    response.setProperties(outputs(object));
    return response;
  }),
  read: answer(async (request: messages.ReadRequest) => {
    const declared = plain(request.getInputs());
    if (declared.kind === undefined) throw new Error("the stand-in can't import");
    const object = await api().read(declared);
    const response = new messages.ReadResponse();
    if (object === undefined) return response;
    response.setId(request.getId());
    response.setProperties(outputs(object));
    response.setInputs(struct(markSecrets(liveInputs(declared, object) as Properties)));
    return response;
  }),
  update: answer(async (request: messages.UpdateRequest) => {
    const inputs = plain(request.getNews());
    const response = new messages.UpdateResponse();
    const object = request.getPreview()
      ? inputs
      : isPatch(request.getUrn())
        ? await applyPatch(api(), request.getUrn(), inputs)
        : await update(api(), inputs, limitMs(request), cancelled.signal);
    response.setProperties(outputs(object));
    return response;
  }),
  delete: answer(async (request: messages.DeleteRequest) => {
    const object = plain(request.getProperties());
    if (isPatch(request.getUrn())) await withdrawPatch(api(), request.getUrn(), object);
    else await remove(api(), object, limitMs(request), cancelled.signal);
    return new Empty();
  }),
  cancel: answer(() => {
    cancelled.abort();
    return new Empty();
  }),
};

function asGrpc(error: unknown): grpc.ServerErrorResponse {
  if (error instanceof NotReady) {
    return initFailed(
      error.message,
      identifier(error.object),
      outputs(error.object),
      error.reasons,
    );
  }
  return plainError(error);
}

/** The cluster's own bookkeeping changes with every read. */
function outputs(object: Properties): Struct {
  const { managedFields: _, ...metadata } = object.metadata as Properties;
  return struct(markSecrets({ ...object, metadata }));
}

function limitMs(request: { getTimeout(): number }): number {
  return (request.getTimeout() || 600) * 1000;
}

serve(verbs);
