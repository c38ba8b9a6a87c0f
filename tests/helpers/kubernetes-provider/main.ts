/**
 * A stand-in for the Kubernetes provider plugin, for machines that can't download the real one.
 * It does with the real API server what the tests need, and nothing else: no Helm, no YAML files,
 * no patches of objects of others.
 */
import * as grpc from "@grpc/grpc-js";
import * as provider from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ApiServer } from "./api-server";
import { create, identifier, NotReady, remove, update } from "./apply";
import { check, markSecrets, plan } from "./decide";
import { liveInputs, type Properties, text } from "./properties";
import { initFailed } from "./init-failed";

const cancelled = new AbortController();
let settings: Properties = {};
let server: ApiServer | undefined;

/** Reached only when it must be: a preview needs no cluster. */
function api(): ApiServer {
  server ??= new ApiServer(
    text(settings.kubeconfig) ?? process.env.KUBECONFIG,
    text(settings.context),
  );
  return server;
}

const { PropertyDiff, DiffResponse } = messages;
const kinds = {
  add: PropertyDiff.Kind.ADD,
  delete: PropertyDiff.Kind.DELETE,
  update: PropertyDiff.Kind.UPDATE,
};
const replacingKinds = {
  add: PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE_REPLACE,
};

const verbs = {
  getPluginInfo: answer(() => {
    const info = new PluginInfo();
    info.setVersion("4.0.0");
    return info;
  }),
  checkConfig: answer((request: messages.CheckRequest) => {
    const response = new messages.CheckResponse();
    response.setInputs(request.getNews());
    return response;
  }),
  diffConfig: answer(() => new DiffResponse()),
  configure: answer((request: messages.ConfigureRequest) => {
    settings = plain(request.getArgs());
    const response = new messages.ConfigureResponse();
    response.setSupportspreview(true);
    return response;
  }),
  check: answer((request: messages.CheckRequest) => {
    const name = request.getUrn().split("::").at(-1) ?? "";
    const response = new messages.CheckResponse();
    response.setInputs(struct(check(name, plain(request.getOlds()), plain(request.getNews()))));
    return response;
  }),
  diff: answer((request: messages.DiffRequest) => {
    const { changes, replaces, deleteFirst } = plan(
      plain(request.getOldInputs()),
      plain(request.getNews()),
    );
    const response = new DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
    response.setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList([
      ...new Set([...changes.keys()].map((path) => path.replace(/[.[].*/s, ""))),
    ]);
    response.setReplacesList([...replaces]);
    response.setDeletebeforereplace(deleteFirst);
    response.setHasdetaileddiff(true);
    for (const [path, kind] of changes) {
      const detail = new PropertyDiff();
      detail.setKind((replaces.includes(path) ? replacingKinds : kinds)[kind]);
      detail.setInputdiff(true);
      response.getDetaileddiffMap().set(path, detail);
    }
    return response;
  }),
  create: answer(async (request: messages.CreateRequest) => {
    const inputs = plain(request.getProperties());
    const object = request.getPreview()
      ? inputs
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
      : await update(api(), inputs, limitMs(request), cancelled.signal);
    response.setProperties(outputs(object));
    return response;
  }),
  delete: answer(async (request: messages.DeleteRequest) => {
    const object = plain(request.getProperties());
    await remove(api(), object, limitMs(request), cancelled.signal);
    return new Empty();
  }),
  cancel: answer(() => {
    cancelled.abort();
    return new Empty();
  }),
};

function answer<Request, Response>(verb: (request: Request) => Response | Promise<Response>) {
  return (
    call: { request: Request },
    done: (error: grpc.ServerErrorResponse | null, response?: Response) => void,
  ) => {
    Promise.resolve()
      .then(() => verb(call.request))
      .then(
        (response) => done(null, response),
        (error: unknown) => done(asGrpc(error)),
      );
  };
}

function asGrpc(error: unknown): grpc.ServerErrorResponse {
  if (error instanceof NotReady) {
    return initFailed(
      error.message,
      identifier(error.object),
      outputs(error.object),
      error.reasons,
    );
  }
  const { message } = error as Error;
  return { name: "Error", code: grpc.status.UNKNOWN, message };
}

/** The cluster's own bookkeeping changes with every look at it. */
function outputs(object: Properties): Struct {
  const { managedFields: _, ...metadata } = object.metadata as Properties;
  return struct(markSecrets({ ...object, metadata }));
}

function plain(given: Struct | undefined): Properties {
  return given?.toJavaScript() ?? {};
}

function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}

function limitMs(request: { getTimeout(): number }): number {
  return (request.getTimeout() || 600) * 1000;
}

const service = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
service.addService(provider.ResourceProviderService, verbs);
service.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from here.
  console.log(port);
});
