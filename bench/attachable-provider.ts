/**
 * The host process of dynamic providers for the engines of many deployments. Each engine attaches
 * to it (`PULUMI_DEBUG_PROVIDERS`), which the SDK's own host does not support.
 */
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the server it belongs to
const { addService } = grpc.Server.prototype;
grpc.Server.prototype.addService = function (service, implementation) {
  const attach: grpc.handleUnaryCall<unknown, Empty> = (_call, callback) =>
    callback(null, new Empty());
  addService.call(this, service, Object.assign(implementation, { attach }));
};

// It prints its port, as the engine expects.
void import("@pulumi/pulumi/cmd/dynamic-provider/index.js");
