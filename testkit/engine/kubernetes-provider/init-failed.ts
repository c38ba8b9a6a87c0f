import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** The error for the engine: the object was created but is not usable, so keep it in the state. */
export function initFailed(
  message: string,
  id: string,
  properties: Struct,
  reasons: string[],
): grpc.ServerErrorResponse {
  const failure = new ErrorResourceInitFailed();
  failure.setId(id);
  failure.setProperties(properties);
  failure.setReasonsList(reasons);
  const details = new Any();
  details.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(details);
  const metadata = new grpc.Metadata();
  // gRPC's name for details, which its library for Node.js does not define.
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { name: "Error", code: grpc.status.UNKNOWN, message, metadata };
}
