/**
 * What can go wrong between us and Connect, classified once, where it is born.
 *
 * The rules are those of Connect's REST handlers: two different things answer 409, several
 * retryable ones answer 500, and a timeout does not say whether the write was applied.
 */

export type ErrorKind =
  /** Nothing was sent, or a gateway answered for a worker that is not there (yet): try again. */
  | "unreachable"
  /** The worker is rebalancing, starting or stopping: nothing was written, try again. */
  | "busy"
  /** Sent, but no usable answer came: the write may have been applied, or may be applied later. */
  | "unanswered"
  /** An answer of 500 that says nothing of itself: worth a few more tries. */
  | "failed"
  /** The certificate, or the TLS settings, are not accepted; or TLS is spoken where HTTP is expected. */
  | "tls"
  /** 401 or 403. */
  | "unauthorized"
  /** Connect understood the request and refuses it: an invalid config, an unknown class. */
  | "invalid"
  /** Connect says that there is no such connector. */
  | "missing"
  /** A connector of this name already exists. */
  | "exists"
  /** This Connect version does not know the endpoint or the field. */
  | "unsupported";

/** What can be in the way of a port-forward; each has a next step of its own. */
export type ForwardProblem =
  /** There is no kubeconfig, or it lacks the context. */
  | "kubeconfig"
  /** The API server, or the kubeconfig's own way to log in, refuses the user. */
  | "login"
  /** The user may not do what is needed: 403. */
  | "forbidden"
  /** The API server is not reached, or cannot answer. */
  | "api"
  /** There is no such Service, or it cannot be forwarded. */
  | "service"
  /** No pod behind the Service is ready. */
  | "pods"
  /** The pod does not take the connection. */
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

/** What answered instead of Connect, or cut the connection; each has its own next step. */
export type Stranger =
  /** A gateway, an ingress or a load balancer that answers for workers it does not reach. */
  | "gateway"
  /** 429 of a gateway that limits the calls of a client. */
  | "rate-limit"
  /** A success that is a web page, has no body, or is JSON that Connect does not answer this call with. */
  | "page"
  | "empty"
  | "json"
  /** A page to log in at, or a redirect to another host, which mostly leads to one. */
  | "login"
  /** A redirect on the same host. */
  | "redirect"
  /** A firewall, or a gateway with rules of its own: 403. */
  | "firewall"
  /** The proxy of the environment wants credentials, or refuses to connect. */
  | "proxy"
  /** 413: the body is larger than a gateway allows. */
  | "too-large"
  /** 414 or 431: the path or the headers are longer than the server allows. */
  | "too-long";

/** What is known about a failed call besides its status and message. */
export interface Circumstances {
  /** Set when the call did not get as far as Connect. */
  readonly forward?: ForwardProblem;
  /** Set when the words are our own, since the answer was not Connect's. */
  readonly stranger?: Stranger;
  /** Where a redirect leads, without its query. */
  readonly location?: string;
  /** The proxy of the environment that the call went through, as `host:port`. */
  readonly proxy?: string;
  /** We hung up: the answer took too long. */
  readonly timedOut?: boolean;
}

export class ConnectError extends Error {
  /** The server's own words. Tainted: may hold secrets, print only through a `Redactor`. */
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

  get forward(): ForwardProblem | undefined {
    return this.circumstances.forward;
  }

  get stranger(): Stranger | undefined {
    return this.circumstances.stranger;
  }

  /**
   * Nobody answered, or not Connect: such calls share one patience for each cluster. A validation that
   * takes long proves nothing, since connectors may try to reach their own systems in it.
   */
  get noAnswer(): boolean {
    const { kind, status, stranger, circumstances } = this;
    if (kind === "unreachable") return true;
    if (kind !== "unanswered" && kind !== "busy") return false;
    if (circumstances.timedOut === true && this.call.endsWith("/validate")) return false;
    return stranger !== undefined || (kind === "unanswered" && status === undefined);
  }

  /** Every other call to the cluster would fail in the same way: once is enough to say so. */
  get concernsAll(): boolean {
    const { stranger } = this;
    // Every version validates: what does not is another service, or another path of it.
    if (this.kind === "unsupported" && this.call.endsWith("/validate")) return true;
    const ofThisCall = stranger === "too-large" || stranger === "too-long";
    return this.forward !== undefined || this.noAnswer || (stranger !== undefined && !ofThisCall);
  }

  /** Whether the cluster may be gone for good; it is not if the server asks for credentials. */
  get mayBeGone(): boolean {
    if (this.status === 429 || this.stranger === "login") return false;
    return this.noAnswer || (this.stranger === "gateway" && this.kind !== "unauthorized");
  }
}

export function isConnectError(error: unknown, ...kinds: ErrorKind[]): error is ConnectError {
  return error instanceof ConnectError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Messages of Connect's that say: not now, nothing was written. */
const BUSY =
  /rebalance is expected|stale configuration|no known leader|conflicting operation|worker rebalance|new set of task configs|can be safely retried|worker is shutting down|no session key/i;
/** Messages of a 500 that say: the outcome is not known. */
const UNANSWERED =
  /request timed out|request interrupted|IO Error trying to forward|Error trying to forward REST request|Error (writing|removing) .* Kafka|Error removing/i;
const INVALID =
  /Failed to find any class|More than one connector matches|Could not read properties|Cannot deserialize|Unrecognized field|configuration is invalid|Unexpected character|Null value can not be supplied|availableVersions|contains no connector type/i;

/** Connect 3.1 to 3.3 give what the leader answers to a forwarded request as a 500. */
const FORWARDED_MISSING =
  /^Error trying to forward REST request: (Connector .* not found|Unknown connector)/;

/** The class of an HTTP answer that is not a success. `message` is undefined when the body was not Connect's JSON. */
export function classifyAnswer(status: number, message: string | undefined): ErrorKind {
  if (status === 401 || status === 403 || status === 407) return "unauthorized";
  if (status === 429) return "busy";
  if (status === 502 || status === 504) return "unanswered";
  if (message === undefined) {
    // Jetty before its resources are registered, or an ingress: not a word of Connect's.
    if (status === 404) return "unreachable";
    // A gateway may have lost its connection in mid-call: the worker may have got a write.
    return status >= 500 || status === 408 ? "unanswered" : "invalid";
  }
  if (status === 503) return "busy";
  if (status === 400) return "invalid"; // Whatever it quotes.
  if (/already exists/i.test(message)) return "exists";
  if (/Unrecognized field "initial_state"/i.test(message)) return "unsupported";
  if (status === 405 || (status === 404 && /^HTTP 404/i.test(message))) return "unsupported";
  if (/^Request timed out/i.test(message)) return "unanswered"; // Whatever the worker is at.
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
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ECONNECTTIMEOUT",
  "EPODREFUSED", // From forwarded-stream.ts.
]);

/** The class of a failure of the socket, by the code that Node gives it. */
export function classifyFailure(code: string | undefined, message: string): ErrorKind {
  if (code !== undefined && NOT_SENT.has(code)) return "unreachable";
  if (isTlsFailure(code, message)) return "tls";
  if (code?.startsWith("ERR_INVALID_") === true) return "invalid"; // A header that cannot be sent.
  return "unanswered";
}

/** Node's names for a certificate that is not accepted, on either side. */
function isTlsFailure(code: string | undefined, message: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|HPE_INVALID_CONSTANT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(
      code ?? "",
    ) || /(alert (bad|unknown|certificate|handshake)|wrong version number)/i.test(message)
  );
}
