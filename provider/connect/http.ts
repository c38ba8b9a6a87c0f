import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import axios, { type AxiosError, type AxiosInstance } from "axios";
import pLimit from "p-limit";
import { CredentialError, resolveCredential } from "../endpoint/credentials";
import type { Endpoint } from "../endpoint/endpoint";
import { classifyAnswer, classifyFailure, ConnectError, ForwardError } from "../core/errors";
import { jsonText, parseJson } from "../core/json";
import { type OpenStream, portForward } from "../kubernetes/port-forward";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the endpoint's url, with its names percent-encoded. */
  readonly path: string;
  readonly body?: unknown;
}

/** A worker gives up on a request after 90 s; who hangs up earlier never learns the outcome. */
export const ANSWER_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** How long a connection through Kubernetes is kept for the next call. */
const FORWARD_IDLE_MS = 30_000;
/**
 * Each costs the API server a TLS handshake and a stream to the node, so there is a bound; but fewer
 * would undo what many writes in flight gain (see cluster.ts), and nothing of this may wait behind
 * slow writes: 64 writes, and some room for polls and validations. On a real node 64 new connections
 * took 0.6 s longer than direct ones, and kept ones nothing.
 *
 * A limit here, since an agent's `maxSockets` does not count connections that are still being made.
 */
const FORWARDED_AT_A_TIME = 72;

/** Makes one call and gives the answer's JSON (undefined for an empty one), or throws a `ConnectError`. */
export type Send = (call: Call, timeoutMs?: number) => Promise<unknown>;

/** The only socket. One attempt a call: who wants more calls through `retry`. */
export function createSend(endpoint: Endpoint): Send {
  const client = createClient(endpoint);
  const limit = pLimit(endpoint.kubernetes === undefined ? Infinity : FORWARDED_AT_A_TIME);
  return async (call, timeoutMs = ANSWER_TIMEOUT_MS) => {
    const name = `${call.method} ${call.path}`;
    const request = () =>
      client.request<string>({
        method: call.method,
        url: call.path,
        timeout: timeoutMs,
        ...(call.body === undefined ? {} : { data: jsonText(call.body) }),
      });
    const answer = await limit(request).catch((error: AxiosError) => {
      const { cause } = error;
      if (cause instanceof CredentialError) throw cause;
      if (cause instanceof ForwardError) {
        throw new ConnectError(cause.kind, name, cause.message, undefined, cause.problem);
      }
      // Axios errors carry the request with its headers: only code and text go further.
      const said = withoutOpenSslFrame(error.message);
      throw new ConnectError(classifyFailure(error.code, error.message), name, said);
    });
    const { status } = answer;
    const json = parsed(answer.data);
    if (status >= 200 && status < 300) {
      if (json === NOT_JSON || (json === undefined && status === 200 && call.method === "GET")) {
        throw new ConnectError(
          "unanswered",
          name,
          "the answer is not JSON, or was cut off",
          status,
        );
      }
      return json;
    }
    if (status >= 300 && status < 400) {
      throw new ConnectError("invalid", name, "redirected: give the url that it leads to", status);
    }
    const message = messageOf(json);
    throw new ConnectError(
      classifyAnswer(status, message),
      name,
      message ??
        plainSentence(answer.data) ??
        "the answer comes from a gateway or proxy, not from Kafka Connect",
      status,
    );
  };
}

function createClient(endpoint: Endpoint): AxiosInstance {
  const secure = endpoint.url.startsWith("https:");
  const kept = {
    keepAlive: true,
    ...(endpoint.kubernetes === undefined ? {} : { timeout: FORWARD_IDLE_MS }),
  };
  const agent = secure
    ? new https.Agent({ ...kept, ...tlsOptions(endpoint) })
    : new http.Agent(kept);
  if (endpoint.kubernetes === undefined) limitConnecting(agent);
  else connectThrough(agent, secure, portForward(endpoint.kubernetes));
  return axios.create({
    baseURL: endpoint.url,
    headers: { Accept: "application/json", "Content-Type": "application/json", ...auth(endpoint) },
    httpAgent: agent,
    httpsAgent: agent,
    // A proxy of the environment knows nothing of a Service's name.
    ...(endpoint.kubernetes === undefined ? {} : { proxy: false as const }),
    maxRedirects: 0, // A followed redirect would turn a POST into a GET.
    responseType: "text",
    transformResponse: (data: string) => data,
    validateStatus: () => true,
  });
}

function auth(endpoint: Endpoint): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(endpoint.headers ?? {})) {
    headers[name] = resolveCredential(`headers["${name}"]`, value);
  }
  if (endpoint.bearerToken !== undefined) {
    headers.Authorization = `Bearer ${resolveCredential("bearerToken", endpoint.bearerToken)}`;
  }
  if (endpoint.basicAuth !== undefined) {
    const user = resolveCredential("basicAuth.username", endpoint.basicAuth.username);
    const password = resolveCredential("basicAuth.password", endpoint.basicAuth.password);
    headers.Authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  }
  return headers;
}

function tlsOptions({ tls = {} }: Endpoint): https.AgentOptions {
  return {
    ...(tls.ca === undefined ? {} : { ca: resolveCredential("tls.ca", tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: resolveCredential("tls.cert", tls.cert) }),
    ...(tls.key === undefined ? {} : { key: resolveCredential("tls.key", tls.key) }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    rejectUnauthorized: tls.insecureSkipVerify !== true,
  };
}

/** A firewall that drops packets must not look like a worker that is slow to answer. */
function limitConnecting(agent: http.Agent): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Duplex;
    const timer = setTimeout(() => {
      const seconds = CONNECT_TIMEOUT_MS / 1000;
      const error = new Error(`no connection within ${seconds} s`);
      socket.destroy(Object.assign(error, { code: "ECONNECTTIMEOUT" }));
    }, CONNECT_TIMEOUT_MS);
    const stop = () => clearTimeout(timer);
    socket.once("connect", stop).once("close", stop);
    return socket;
  };
}

/** Streams of a port-forward in the place of sockets; TLS is spoken inside of them. */
function connectThrough(agent: http.Agent, secure: boolean, open: OpenStream): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    open().then(
      (stream) => {
        const over = { ...options, socket: stream } as http.ClientRequestArgs;
        callback?.(null, secure ? (connect(over) as Duplex) : stream);
      },
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
}

const NOT_JSON = Symbol("not JSON");

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return parseJson(text);
  } catch {
    return NOT_JSON;
  }
}

/**
 * Connect's errors are `{error_code, message}`; anything else was not written by Connect. A gateway's
 * own `{message}` with 404 must not be read as "this connector is gone".
 */
function messageOf(json: unknown): string | undefined {
  const { error_code: code, message } = (json ?? {}) as Record<string, unknown>;
  return typeof code === "number" && typeof message === "string" ? message : undefined;
}

/** Connect's own basic authentication answers with a bare sentence; a page of HTML is nobody's. */
function plainSentence(text: string): string | undefined {
  return /^[A-Z][^<>{}\n]{0,200}\.$/.test(text) ? text : undefined;
}

/** `805C…:error:0A000412:SSL routines:ssl3_read_bytes:<what happened>:<file>:<line>:…` */
function withoutOpenSslFrame(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? message;
}
