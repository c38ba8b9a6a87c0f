/**
 * What can go wrong between us and Connect, classified once, where the error occurs.
 *
 * The rules follow Connect's REST handlers: a 409 has two different causes, some errors with status
 * 500 are worth a retry, and a timeout does not say whether the write was applied.
 */

export type ErrorKind =
  /** Nothing was sent, or a gateway answered for a worker that it cannot reach (yet): try again. */
  | "unreachable"
  /** The worker is rebalancing, starting or stopping: nothing was written, try again. */
  | "busy"
  /** Sent, but no usable answer came: the write may have been applied, or may be applied later. */
  | "unanswered"
  /** A 500 without an explanation: worth a few more tries. */
  | "failed"
  /**
   * The certificate or TLS settings are not accepted, or one side expects TLS and the other HTTP.
   */
  | "tls"
  /** 401 or 403. */
  | "unauthorized"
  /** Connect understood the request and refuses it: an invalid config, an unknown class. */
  | "invalid"
  /** Connect has no such connector. */
  | "missing"
  /** A connector of this name already exists. */
  | "exists"
  /** This Connect version does not know the endpoint or the field. */
  | "unsupported";

/** Why a port-forward can fail; the user's next step depends on it. */
export type ForwardProblem =
  /** There is no kubeconfig, or it lacks the context. */
  | "kubeconfig"
  /** The API server, or the login plugin of the kubeconfig, refuses the user. */
  | "login"
  /** The user lacks a permission: 403. */
  | "forbidden"
  /** The API server is unreachable or cannot answer. */
  | "api"
  /** The Service does not exist, or its port cannot be forwarded. */
  | "service"
  /** No pod behind the Service is ready. */
  | "pods"
  /** The pod does not accept the connection. */
  | "pod";

/** No connection through Kubernetes: nothing was sent to Connect. */
export class ForwardError extends Error {
  readonly problem: ForwardProblem;
  readonly kind: ErrorKind;

  constructor(problem: ForwardProblem, kind: ErrorKind, message: string) {
    super(message);
    this.name = "ForwardError";
    this.problem = problem;
    this.kind = kind;
  }
}

/**
 * What answered instead of Connect or closed the connection; the user's next step depends on it.
 */
export type Stranger =
  /** A gateway, an ingress or a load balancer that cannot reach the workers. */
  | "gateway"
  /** 429 from a gateway that limits the number of calls. */
  | "rate-limit"
  /** A success that is a web page, has no body, or is JSON that Connect does not answer this call with. */
  | "page"
  | "empty"
  | "json"
  /** A login page, or a redirect to another host, which usually leads to one. */
  | "login"
  /** A redirect on the same host. */
  | "redirect"
  /** A firewall, or a gateway with its own rules: 403. */
  | "firewall"
  /** The proxy in the environment variables requires credentials, or refuses to connect. */
  | "proxy"
  /** A server that expects https and was called by http. */
  | "https"
  /** 413: the body is larger than a gateway allows. */
  | "too-large"
  /** 414 or 431: the path or the headers are longer than the server allows. */
  | "too-long";

/** Why no connection was established; the user's next step depends on it. */
export type Unreachable =
  /** No host has this name. */
  | "name"
  /** The name server does not answer, which is often temporary. */
  | "name-server"
  | "refused"
  | "no-route"
  /** Something drops the packets. */
  | "dropped"
  /** This machine has no free port or file for one more connection. */
  | "exhausted";

const UNREACHABLE: readonly (readonly [Unreachable, RegExp])[] = [
  ["name", /\bENOTFOUND\b/],
  ["name-server", /\bEAI_\w+/],
  ["refused", /\bECONNREFUSED\b/],
  ["dropped", /\bETIMEDOUT\b|^no (connection|TLS handshake) within/],
  ["no-route", /\b(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)\b/],
  ["exhausted", /\b(EMFILE|ENFILE|EADDRNOTAVAIL)\b/],
];

/** Further facts about a failed call, besides its status and message. */
export interface Circumstances {
  /** Set if the call did not reach Connect. */
  readonly forward?: ForwardProblem;
  /** Set if the message is ours, because the answer was not Connect's. */
  readonly stranger?: Stranger;
  /** Where a redirect leads, without its query. */
  readonly location?: string;
  /** The proxy that the call went through, from the environment variables, as `host:port`. */
  readonly proxy?: string;
  /** We closed the connection, because the answer took too long. */
  readonly timedOut?: boolean;
}

export class ConnectError extends Error {
  /** The server's own text. It may contain secrets: print it only through a `Redactor`. */
  readonly serverMessage: string;
  readonly kind: ErrorKind;
  readonly status: number | undefined;
  /** METHOD path of the call. */
  readonly call: string;
  readonly circumstances: Circumstances;

  constructor(
    kind: ErrorKind,
    call: string,
    serverMessage: string,
    status?: number,
    circumstances: Circumstances = {},
  ) {
    super(`${call}: ${status === undefined ? kind : String(status)}`);
    this.name = "ConnectError";
    this.kind = kind;
    this.call = call;
    this.serverMessage = serverMessage;
    this.status = status;
    this.circumstances = circumstances;
  }

  /** Why no connection was established; undefined if one was, or if that is unknown. */
  get unreachable(): Unreachable | undefined {
    if (this.kind !== "unreachable" || this.status !== undefined) return undefined;
    return UNREACHABLE.find(([, words]) => words.test(this.serverMessage))?.[0];
  }

  get forward(): ForwardProblem | undefined {
    return this.circumstances.forward;
  }

  get stranger(): Stranger | undefined {
    return this.circumstances.stranger;
  }

  /**
   * Connect did not answer. Such calls share one patience for each cluster. A slow validation
   * proves nothing, since connectors may try to reach their own systems during it.
   */
  get noAnswer(): boolean {
    const { kind, status, stranger, circumstances } = this;
    if (kind === "unreachable") return true;
    if (kind !== "unanswered" && kind !== "busy") return false;
    if (circumstances.timedOut === true && this.call.endsWith("/validate")) return false;
    return stranger !== undefined || (kind === "unanswered" && status === undefined);
  }

  /** Every other call to the cluster would fail in the same way, so it is reported only once. */
  get concernsAll(): boolean {
    const { stranger } = this;
    // Every version has this call, so this must be another service, or another path.
    if (this.kind === "unsupported" && this.call.endsWith("/validate")) return true;
    const ofThisCall = stranger === "too-large" || stranger === "too-long";
    return this.forward !== undefined || this.noAnswer || (stranger !== undefined && !ofThisCall);
  }

  /** Whether the cluster may be gone for good; it is not if the server asks for credentials. */
  get mayBeGone(): boolean {
    if (this.status === 429 || this.stranger === "login") return false;
    if (this.unreachable === "exhausted") return false; // It is this machine that cannot connect.
    return this.noAnswer || (this.stranger === "gateway" && this.kind !== "unauthorized");
  }
}

export function isConnectError(error: unknown, ...kinds: ErrorKind[]): error is ConnectError {
  return error instanceof ConnectError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Undefined only if Connect itself says that it does not exist. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isConnectError(error, "missing")) return undefined;
    throw error;
  }
}

/** Messages of Connect that mean: try again later, nothing was written. */
const BUSY =
  /rebalance is expected|stale configuration|no known leader|conflicting operation|worker rebalance|new set of task configs|can be safely retried|worker is shutting down|no session key/i;
/** Messages of a 500 that mean: the outcome is unknown. */
const UNANSWERED =
  /request timed out|request interrupted|IO Error trying to forward|Error trying to forward REST request|Error (writing|removing) .* Kafka|Error removing/i;
const INVALID =
  /Failed to find any class|More than one connector matches|Could not read properties|Cannot deserialize|Unrecognized field|configuration is invalid|Unexpected character|Null value can not be supplied|availableVersions|contains no connector type|Invalid value [^]* for configuration |Missing required configuration "/i;

/** Connect 3.1 to 3.3 turn the leader's answer to a forwarded request into a 500. */
const FORWARDED_MISSING =
  /^Error trying to forward REST request: (Connector .* not found|Unknown connector)/;

/**
 * Classifies an HTTP answer that is not a success. `message` is undefined if the body is not
 * Connect's JSON.
 */
export function classifyAnswer(status: number, message: string | undefined): ErrorKind {
  if (status === 401 || status === 403 || status === 407) return "unauthorized";
  if (status === 429) return "busy";
  if (status === 502 || status === 504) return "unanswered";
  if (message === undefined) {
    // From Jetty before its resources are registered, or from an ingress; not from Connect.
    if (status === 404) return "unreachable";
    // A gateway may have lost its connection during the call, and the worker may have got a write.
    return status >= 500 || status === 408 ? "unanswered" : "invalid";
  }
  if (status === 503) return "busy";
  if (status === 400) return "invalid"; // The message may quote anything, so it is not examined.
  if (/already exists/i.test(message)) return "exists";
  if (/Unrecognized field "initial_state"/i.test(message)) return "unsupported";
  if (status === 405 || (status === 404 && /^HTTP 404/i.test(message))) return "unsupported";
  if (/^Request timed out/i.test(message)) return "unanswered"; // Whatever the worker was doing.
  if (BUSY.test(message)) return "busy";
  if (status === 404 || FORWARDED_MISSING.test(message)) return "missing";
  if (status === 409) return "busy";
  if (INVALID.test(message)) return "invalid";
  if (status === 500 && UNANSWERED.test(message)) return "unanswered";
  return status >= 500 ? "failed" : "invalid";
}

const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "ENOENT",
  "ECONNECTTIMEOUT",
  "EPODREFUSED", // From forwarded-stream.ts.
]);
/**
 * Node's words for a connection that was never established. The same codes may end an established
 * one: `read ETIMEDOUT`.
 */
const WHILE_CONNECTING =
  /^(connect|getaddrinfo) |before secure TLS connection was established|^no connection through the proxy/;

/** Classifies a socket error by Node's error code. */
export function classifyFailure(code: string | undefined, message: string): ErrorKind {
  if (code !== undefined && NOT_SENT.has(code)) return "unreachable";
  if (WHILE_CONNECTING.test(message)) return "unreachable";
  if (isTlsFailure(code, message)) return "tls";
  if (code?.startsWith("ERR_INVALID_") === true) return "invalid"; // A header that cannot be sent.
  return "unanswered";
}

/** Node's error codes for a certificate that one of the sides does not accept. */
function isTlsFailure(code: string | undefined, message: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|HPE_INVALID_CONSTANT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(
      code ?? "",
    ) || /(alert (bad|unknown|certificate|handshake)|wrong version number)/i.test(message)
  );
}
