/**
 * The server of the engine's protocol: the SDK's server for components, and our calls for
 * everything else.
 */
import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { setEngineAddress } from "../provider/core/engine-address";
import { construct } from "./components";
import schema from "./schema.json";
import { calls } from "./protocol";

type Verbs = grpc.UntypedServiceImplementation;

/** Prints the port, which the engine reads. */
export async function serve(args: string[]): Promise<void> {
  const { prototype } = grpcOfSdk().Server;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the server it belongs to
  const { addService } = prototype;
  const replaced: unknown[] = [];
  prototype.addService = function (service, theirs: Verbs) {
    replaced.push(service);
    addService.call(this, service, { ...componentVerbs(theirs), ...calls });
  };
  await pulumi.provider.main({ version: schema.version, construct }, args);
  prototype.addService = addService;
  if (!replaced.includes(ResourceProviderService)) {
    throw new Error("the Pulumi SDK serves its protocol in another way than this package knows");
  }
}

/** Calls that the SDK's server answers, for components, with its own state. */
function componentVerbs(theirs: Verbs): Verbs {
  const construct = (theirs.construct as Construct).bind(theirs);
  const attach = (theirs.attach as Attach).bind(theirs);
  return {
    attach: (call: Parameters<Attach>[0], done: Parameters<Attach>[1]) => {
      setEngineAddress(call.request.getAddress());
      attach(call, done);
    },
    construct: (call: Parameters<Construct>[0], done: Parameters<Construct>[1]) => {
      prepared(call.request).then(
        () => construct(call, (error, ...rest) => done(inOurWords(error), ...rest)),
        (error: unknown) => done(error as Error),
      );
    },
  };
}

/** The SDK's message begins with the property and object where the value was expected. */
function inOurWords<T>(error: T): T {
  if (error instanceof Error) {
    error.message = error.message.replace(/^(error serializing property "[^"]*": )+/, "");
  }
  return error;
}

type Attach = grpc.handleUnaryCall<PluginAttach, unknown>;
type Construct = grpc.handleUnaryCall<ConstructRequest, unknown>;

/**
 * A component gets its providers as references. To read them from the engine, the SDK needs the
 * package of their type. Without the Kubernetes package, the plugin could not find out how to reach
 * the workers.
 */
async function prepared(request: ConstructRequest): Promise<void> {
  if (request.getProvidersMap().has("kubernetes")) await import("@pulumi/kubernetes");
}

/** npm may have installed two copies of gRPC, and the SDK uses its own. */
function grpcOfSdk(): typeof grpc {
  try {
    return createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js") as typeof grpc;
  } catch {
    return grpc; // A bundle contains only one.
  }
}
