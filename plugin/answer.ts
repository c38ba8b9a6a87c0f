/** Answers the calls of the engine's protocol, and reports their failures. */
import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PartialFailure } from "../provider/connector/partial-failure";
import { withoutUndefined } from "../provider/connector/outputs";
import { opened, type Opened } from "./wire";

type Done<Response> = (error: grpc.ServerErrorResponse | null, response?: Response) => void;

/** Turns a function into a unary gRPC call. */
export function answering<Request, Response>(
  operation: (request: Request) => Response | Promise<Response>,
) {
  return ({ request }: { request: Request }, done: Done<Response>): void => {
    Promise.resolve()
      .then(() => operation(request))
      .then(
        (response) => done(null, response),
        (error: unknown) => done(failure(error)),
      );
  };
}

function failure(error: unknown): grpc.ServerErrorResponse {
  const message = error instanceof Error ? error.message : String(error);
  const plain = { name: "Error", code: grpc.status.UNKNOWN, message };
  return error instanceof PartialFailure ? { ...plain, metadata: details(error) } : plain;
}

/** Makes the engine keep the resource in its state, although it differs from the program. */
function details({ id, properties, reasons, message }: PartialFailure): grpc.Metadata {
  const failed = new ErrorResourceInitFailed();
  failed.setId(id);
  failed.setProperties(struct(properties));
  failed.setReasonsList([...reasons]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(detail);
  const metadata = new grpc.Metadata();
  // gRPC's name for details, which its library for Node.js does not define.
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}

/** The engine's values, without secret marks. */
export function valuesIn(given: Struct | undefined): Opened {
  return opened(given?.toJavaScript() ?? {});
}

export function struct(values: object): Struct {
  return Struct.fromJavaScript(withoutUndefined(values) as Record<string, JavaScriptValue>);
}
