/** Shared by the stand-ins for provider plugins: as much of the engine's protocol as the tests need. */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as provider from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Difference, Properties } from "./properties";

const { DiffResponse, PropertyDiff } = messages;

/** An operation's error reaches the engine as its message, unless it brings its own explanation. */
export function answering(explain: (error: unknown) => grpc.ServerErrorResponse = plainError) {
  return <Request, Response>(verb: (request: Request) => Response | Promise<Response>) =>
    (
      call: { request: Request },
      done: (error: grpc.ServerErrorResponse | null, response?: Response) => void,
    ) => {
      Promise.resolve()
        .then(() => verb(call.request))
        .then(
          (response) => done(null, response),
          (error: unknown) => done(explain(error)),
        );
    };
}

export function plainError(error: unknown): grpc.ServerErrorResponse {
  const { message } = error as Error;
  return { name: "Error", code: grpc.status.UNKNOWN, message };
}

/** The operations of a provider that ignores its own configuration. */
export function configVerbs(version: string, configured: (settings: Properties) => void) {
  const answer = answering();
  return {
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    checkConfig: answer((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: answer(() => new DiffResponse()),
    configure: answer((request: messages.ConfigureRequest) => {
      configured(plain(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
  };
}

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

export interface Plan {
  readonly changes: ReadonlyMap<string, Difference>;
  /** Paths that cannot change in place. */
  readonly replaces: readonly string[];
  /** Two objects cannot have the same name at the same time. */
  readonly deleteFirst: boolean;
}

export function diffResponse({ changes, replaces, deleteFirst }: Plan): messages.DiffResponse {
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
}

export function plain(given: Struct | undefined): Properties {
  return given?.toJavaScript() ?? {};
}

export function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}

export function serve(verbs: grpc.UntypedServiceImplementation): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(provider.ResourceProviderService, verbs);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The engine reads the port from this output.
    console.log(port);
  });
}
