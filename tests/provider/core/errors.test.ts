import { expect } from "chai";
import {
  classifyAnswer,
  classifyFailure,
  ConnectError,
  type ErrorKind,
  isConnectError,
} from "../../../provider/core/errors";

type Answer = [number, string | undefined, ErrorKind];

/** Connect's own messages, from its source (see table 2.6 of the REST reference). */
const answers: Answer[] = [
  [
    400,
    "Connector configuration is invalid and contains the following 1 error(s):\nInvalid value",
    "invalid",
  ],
  [
    400,
    "Connector configuration is invalid and contains the following 1 error(s):\nSlot x already exists",
    "invalid",
  ],
  [
    400,
    "Connector configuration is invalid and contains the following 1 error(s):\na rebalance is expected",
    "invalid",
  ],
  [400, "Null value can not be supplied as the configuration value.", "invalid"],
  [400, "Connectors must be in the STOPPED state before their offsets can be modified.", "invalid"],
  [
    400,
    "Failed to find any class that implements Connector and which name matches X, available connectors are: ",
    "invalid",
  ],
  [400, undefined, "invalid"],
  [401, undefined, "unauthorized"],
  [401, "User cannot access the resource.", "unauthorized"],
  [403, "Topic tracking is disabled.", "unauthorized"],
  [404, "Connector orders not found", "missing"],
  [404, "No status found for connector orders", "missing"],
  [404, "No status found for task orders-0", "missing"],
  [404, "Unknown connector orders", "missing"],
  [404, "Unknown connector: orders", "missing"],
  [404, "Status for connector orders not found", "missing"],
  [404, "HTTP 404 Not Found", "unsupported"],
  [404, undefined, "unreachable"],
  [405, "HTTP 405 Method Not Allowed", "unsupported"],
  [405, undefined, "invalid"],
  [406, "HTTP 406 Not Acceptable", "invalid"],
  [415, "HTTP 415 Unsupported Media Type", "invalid"],
  [409, "Connector orders already exists", "exists"],
  [
    409,
    "Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)",
    "busy",
  ],
  [
    409,
    "Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway.",
    "busy",
  ],
  [
    409,
    "Cannot complete request because of a conflicting operation (e.g. worker rebalance)",
    "busy",
  ],
  [
    409,
    "Failed to complete zombie fencing because a new set of task configs was generated",
    "busy",
  ],
  [409, "another reason", "busy"],
  [409, undefined, "invalid"],
  [429, undefined, "busy"],
  [500, "Request cannot be completed because a rebalance is expected", "busy"],
  [
    500,
    "Failed to write to config topic; this may be due to a transient error and the request can be safely retried",
    "busy",
  ],
  [500, "Worker is shutting down", "busy"],
  [500, "Request timed out", "unanswered"],
  [
    500,
    "Request timed out. The worker is currently ensuring membership in the cluster, which began at 2026-01-01T00:00:00.000Z",
    "unanswered",
  ],
  [
    500,
    "Request timed out. The last operation the worker completed was joining, after a worker rebalance",
    "unanswered",
  ],
  [500, "Request interrupted", "unanswered"],
  [
    500,
    "IO Error trying to forward REST request: java.util.concurrent.TimeoutException: Idle timeout 30000 ms",
    "unanswered",
  ],
  [500, "Error writing connector configuration to Kafka", "unanswered"],
  [500, "Error removing connector configuration from Kafka", "unanswered"],
  [500, "Error trying to forward REST request: Connector orders already exists", "exists"],
  [500, "Error trying to forward REST request: Connector orders not found", "missing"],
  [
    500,
    "Error trying to forward REST request: Connector configuration is invalid and contains the following 1 error(s):\nx",
    "invalid",
  ],
  [500, "Error trying to forward REST request: unexpected end of file", "unanswered"],
  [
    500,
    'Unrecognized field "initial_state" (class org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest)',
    "unsupported",
  ],
  [500, "Invalid value x for configuration max.block.ms: Not a number of type LONG", "invalid"],
  [500, 'Missing required configuration "file" which has no default value.', "invalid"],
  [500, "Cannot deserialize value of type `java.lang.String` from Object value", "invalid"],
  [500, "Unexpected character ('x' (code 120))", "invalid"],
  [
    500,
    'Unrecognized field "extra" (class org.apache.kafka.connect.runtime.rest.entities.CreateConnectorRequest)',
    "invalid",
  ],
  [
    500,
    "Failed to find any class that implements Connector and which name matches X, available connectors are: ",
    "invalid",
  ],
  [
    500,
    "java.util.concurrent.ExecutionException: Failed to find any class that implements Connector",
    "invalid",
  ],
  [500, "More than one connector matches alias X", "invalid"],
  [500, "Could not read properties from file /mnt/secrets/a.txt", "invalid"],
  [
    500,
    'Cannot invoke "java.util.List.stream()" because the return value of "…VersionedPluginLoadingException.availableVersions()" is null',
    "invalid",
  ],
  [500, "Connector config {name=orders} contains no connector type", "invalid"],
  [500, "java.lang.NullPointerException", "failed"],
  [500, undefined, "unanswered"],
  [502, undefined, "unanswered"],
  [503, undefined, "unanswered"],
  [407, undefined, "unauthorized"],
  [408, undefined, "unanswered"],
  [413, undefined, "invalid"],
  [520, undefined, "unanswered"],
  [503, "no session key yet", "busy"],
  [504, undefined, "unanswered"],
];

describe("errors: an answer", () => {
  for (const [status, message, kind] of answers) {
    it(`of ${status} with ${message ?? "no word of Connect's"} is ${kind}`, () => {
      expect(classifyAnswer(status, message)).to.equal(kind);
    });
  }
});

describe("errors: a failure of the socket", () => {
  const failures: [string | undefined, string, ErrorKind][] = [
    ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", "unreachable"],
    ["ENOTFOUND", "getaddrinfo ENOTFOUND connect", "unreachable"],
    ["EAI_AGAIN", "getaddrinfo EAI_AGAIN connect", "unreachable"],
    ["EHOSTUNREACH", "connect EHOSTUNREACH 10.0.0.1:8083", "unreachable"],
    ["ENETUNREACH", "connect ENETUNREACH 10.0.0.1:8083", "unreachable"],
    ["ECONNECTTIMEOUT", "no connection within 10 s", "unreachable"],
    ["EAI_FAIL", "getaddrinfo EAI_FAIL connect", "unreachable"],
    ["ETIMEDOUT", "connect ETIMEDOUT 10.0.0.1:8083", "unreachable"],
    ["ETIMEDOUT", "connect ETIMEDOUT 10.0.0.1:1; connect ENETUNREACH ::1:1", "unreachable"],
    ["EHOSTDOWN", "connect EHOSTDOWN 10.0.0.1:8083", "unreachable"],
    ["EADDRNOTAVAIL", "connect EADDRNOTAVAIL 10.0.0.1:8083", "unreachable"],
    ["EMFILE", "connect EMFILE 10.0.0.1:8083 - Local (undefined:undefined)", "unreachable"],
    ["ECONNRESET", "connect ECONNRESET 10.0.0.1:8083", "unreachable"],
    [
      "ECONNRESET",
      "Client network socket disconnected before secure TLS connection was established",
      "unreachable",
    ],
    ["EHOSTUNREACH", "read EHOSTUNREACH", "unanswered"],
    ["ENETUNREACH", "read ENETUNREACH", "unanswered"],
    ["ECONNRESET", "read ECONNRESET", "unanswered"],
    ["ECONNRESET", "socket hang up", "unanswered"],
    ["ECONNABORTED", "timeout of 120000ms exceeded", "unanswered"],
    ["ETIMEDOUT", "read ETIMEDOUT", "unanswered"],
    ["EPIPE", "write EPIPE", "unanswered"],
    [undefined, "something else", "unanswered"],
    ["CERT_HAS_EXPIRED", "certificate has expired", "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "tls"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain", "tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames", "tls"],
    ["EPROTO", "write EPROTO wrong version number", "tls"],
    ["ECONNRESET", "ssl/tls alert bad certificate", "tls"],
    ["ERR_INVALID_HTTP_TOKEN", "Header name must be a valid HTTP token", "invalid"],
    ["ERR_INVALID_CHAR", "Invalid character in header content", "invalid"],
  ];
  for (const [code, message, kind] of failures) {
    it(`with ${code ?? "no code"} and "${message}" is ${kind}`, () => {
      expect(classifyFailure(code, message)).to.equal(kind);
    });
  }
});

describe("errors: a ConnectError", () => {
  it("contains the call and its status, and keeps the server's message separate", () => {
    const error = new ConnectError("failed", "GET /connectors", "hunter2", 500);
    expect(error.message).to.equal("GET /connectors: 500");
    expect(error.stack).to.not.include("hunter2");
    expect(error.serverMessage).to.equal("hunter2");
    expect(new ConnectError("tls", "GET /", "x").message).to.equal("GET /: tls");
  });

  it("does not say that the cluster may be gone if this machine can no longer connect", () => {
    const mayBeGone = (said: string) => new ConnectError("unreachable", "GET /", said).mayBeGone;
    expect(mayBeGone("connect EMFILE 10.0.0.1:8083")).to.equal(false);
    expect(mayBeGone("connect EADDRNOTAVAIL 10.0.0.1:8083")).to.equal(false);
    expect(mayBeGone("getaddrinfo ENOTFOUND connect")).to.equal(true);
  });

  it("is distinguished from other errors, and by its kinds", () => {
    const error = new ConnectError("busy", "GET /", "x");
    expect(isConnectError(error)).to.equal(true);
    expect(isConnectError(error, "failed", "busy")).to.equal(true);
    expect(isConnectError(error, "failed")).to.equal(false);
    expect(isConnectError(new Error("busy"))).to.equal(false);
  });
});
