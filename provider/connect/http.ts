import { AsyncLocalStorage } from "node:async_hooks";
import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { isDeepStrictEqual } from "node:util";
import axios, { type AxiosError, type AxiosInstance, type AxiosResponse } from "axios";
import pLimit from "p-limit";
import { getProxyForUrl } from "proxy-from-env";
import { CredentialError, resolveCredential } from "../endpoint/credentials";
import type { Endpoint } from "../endpoint/endpoint";
import { classifyFailure, ConnectError, ForwardError } from "../core/errors";
import { jsonText, parseJson } from "../core/json";
import { jsonOf, NOT_JSON } from "./answer";
import { type OpenStream, portForward } from "../kubernetes/port-forward";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the endpoint's url, with percent-encoded names. */
  readonly path: string;
  readonly body?: unknown;
}

/**
 * A worker gives up on a request after 90 s. A client that closes earlier never gets the outcome.
 */
export const ANSWER_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** The minimum time for a call near the end of an operation's time. */
const LAST_ANSWER_MS = 10_000;

/** The remaining time of the operation that makes a call. */
const timeLeft = new AsyncLocalStorage<number>();

/** Makes a call that outlasts its operation by a moment at most. */
export function within<T>(leftMs: number, call: () => Promise<T>): Promise<T> {
  return timeLeft.run(leftMs, call);
}

/** How long to keep a connection through Kubernetes for the next call. */
const FORWARD_IDLE_MS = 30_000;
/**
 * Each connection costs the API server a TLS handshake and a stream to the node, so there is a
 * limit. A lower one would undo the gain of concurrent writes (see session.ts): it allows 64
 * writes, and some more calls, so that polls and validations do not wait behind slow writes. On a
 * real node, 64 new connections took 0.6 s longer than direct ones, and reused ones no longer.
 *
 * The limit is here, because an agent's `maxSockets` does not count connections that are being
 * opened.
 */
const FORWARDED_AT_A_TIME = 72;

/** How long to wait for the answer to a call that may take up to `mostMs`. */
export function timeoutOf(mostMs: number): number {
  const left = timeLeft.getStore() ?? Infinity;
  return Math.min(mostMs, Math.max(LAST_ANSWER_MS, left));
}

/**
 * Makes one call and returns the answer's JSON (undefined if empty), or throws a `ConnectError`.
 */
export type Send = (call: Call, timeoutMs?: number) => Promise<unknown>;

/** The only place that opens a socket. It makes one attempt; `retry` repeats calls. */
export function createSend(endpoint: Endpoint): Send {
  const rotating = new RotatingClient(endpoint);
  const limit = pLimit(endpoint.kubernetes === undefined ? Infinity : FORWARDED_AT_A_TIME);
  return async ({ method, path, body }, timeoutMs = ANSWER_TIMEOUT_MS) => {
    const name = `${method} ${path}`;
    const timeout = timeoutOf(timeoutMs);
    const request = (client: AxiosInstance) =>
      client.request<string>({
        method,
        url: path,
        timeout,
        ...(body === undefined ? {} : { data: jsonText(body) }),
      });
    const proxy = proxyOf(endpoint);
    const answer = await limit(() => rotating.request(request)).catch((error: AxiosError) => {
      throw unanswered(name, error, proxy);
    });
    const { status, data: text, headers } = answer;
    const header = (key: string) => headers[key] as string | undefined;
    return jsonOf(name, endpoint.url, {
      status,
      text,
      json: parsed(text),
      location: header("location"),
      server: header("server"),
      proxy,
      byProxy: proxy !== undefined && endpoint.url.startsWith("https:") && isPlain(answer.request),
    });
  };
}

/** Some gateways answer 403 to a token that has expired. */
const REFUSED: readonly number[] = [401, 403];

/**
 * The client with its credentials. A file may have been rotated since it was read. A refused call
 * was not executed, so it is repeated once if the file has changed.
 */
class RotatingClient {
  readonly #endpoint: Endpoint;
  #current: Access;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#current = accessTo(endpoint);
  }

  async request(
    send: (client: AxiosInstance) => Promise<AxiosResponse<string>>,
  ): Promise<AxiosResponse<string>> {
    const used = this.#current;
    try {
      const answer = await send(used.client);
      return REFUSED.includes(answer.status) && this.#rotatedSince(used)
        ? await send(this.#current.client)
        : answer;
    } catch (error) {
      const { code, message } = error as AxiosError;
      if (classifyFailure(code, message) !== "tls" || !this.#rotatedSince(used)) throw error;
      return send(this.#current.client);
    }
  }

  #rotatedSince(used: Access): boolean {
    if (this.#current !== used) return true; // Another call has already read the file again.
    const now = accessTo(this.#endpoint);
    if (isDeepStrictEqual(now.credentials, used.credentials)) return false;
    this.#current = now;
    return true;
  }
}

interface Access {
  readonly client: AxiosInstance;
  /** The credentials that were read for this client. */
  readonly credentials: readonly unknown[];
}

function accessTo(endpoint: Endpoint): Access {
  const headers = auth(endpoint);
  const tls = tlsOptions(endpoint);
  return { client: createClient(endpoint, headers, tls), credentials: [headers, tls] };
}

/** Axios errors contain the request with its headers, so only code and text are passed on. */
function unanswered(call: string, error: AxiosError, proxy: string | undefined): Error {
  const { cause, code } = error;
  if (error instanceof CredentialError) return error;
  if (cause instanceof CredentialError) return cause;
  if (cause instanceof ForwardError) {
    const forward = cause.problem;
    return new ConnectError(cause.kind, call, cause.message, undefined, { forward });
  }
  const said = inOurWords(error) ?? withoutOpenSslFrame(error.message);
  return new ConnectError(classifyFailure(code, error.message), call, said, undefined, {
    ...(code === "ECONNABORTED" ? { timedOut: true } : {}),
    ...(proxy === undefined ? {} : { proxy }),
  });
}

/** Replaces messages of the client that describe its internals rather than what happened. */
function inOurWords({ code, config, message }: AxiosError): string | undefined {
  if (code === "ECONNABORTED" && config?.timeout !== undefined) {
    return `no answer within ${config.timeout / 1000} s`;
  }
  return /^(stream has been )?aborted$/.test(message) ? "the answer was cut off" : undefined;
}

/**
 * The proxy that axios chooses for a call from the environment variables, without its credentials.
 */
function proxyOf({ url, kubernetes }: Endpoint): string | undefined {
  const proxy = kubernetes === undefined ? getProxyForUrl(url) : "";
  return URL.canParse(proxy) ? new URL(proxy).host : undefined;
}

/** A proxy answers CONNECT in plain text, before the TLS handshake with Connect. */
function isPlain(request: unknown): boolean {
  const { socket } = request as { socket?: Partial<TLSSocket> | null };
  return socket != null && socket.encrypted !== true;
}

function createClient(
  endpoint: Endpoint,
  headers: Record<string, string>,
  tls: https.AgentOptions,
): AxiosInstance {
  const secure = endpoint.url.startsWith("https:");
  const kept = {
    keepAlive: true,
    ...(endpoint.kubernetes === undefined ? {} : { timeout: FORWARD_IDLE_MS }),
  };
  const agent = secure ? new https.Agent({ ...kept, ...tls }) : new http.Agent(kept);
  if (endpoint.kubernetes === undefined) limitConnecting(agent);
  else connectThrough(agent, secure, portForward(endpoint.kubernetes));
  return axios.create({
    baseURL: endpoint.url,
    headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
    httpAgent: agent,
    httpsAgent: agent,
    // A proxy from the environment variables cannot resolve a Service's name.
    ...(endpoint.kubernetes === undefined ? {} : { proxy: false as const }),
    maxRedirects: 0, // Following a redirect would turn a POST into a GET.
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

/** A firewall that drops packets must not look like a slow worker. */
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

/** Streams of a port-forward instead of sockets, with TLS inside them. */
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

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return parseJson(text);
  } catch {
    return NOT_JSON;
  }
}

/** `805C…:error:0A000412:SSL routines:ssl3_read_bytes:<what happened>:<file>:<line>:…` */
function withoutOpenSslFrame(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? message;
}
