import { AsyncLocalStorage } from "node:async_hooks";
import * as https from "node:https";
import { isDeepStrictEqual } from "node:util";
import axios, {
  type AxiosError,
  type AxiosInstance,
  type AxiosProxyConfig,
  type AxiosResponse,
} from "axios";
import pLimit from "p-limit";
import { CredentialError, resolveCredential, resolvePem } from "../endpoint/credentials";
import type { Endpoint } from "../endpoint/endpoint";
import { classifyFailure, ConnectError, ForwardError } from "../core/errors";
import { jsonText, parseJson } from "../core/json";
import { jsonOf, NOT_JSON } from "./answer";
import { agentFor } from "./connections";
import { proxyOf } from "./environment-proxy";
import { ProxyError } from "./proxy-error";
import { decoded } from "./url-parts";

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
/** The minimum time for a call near the end of an operation's time. */
const LAST_ANSWER_MS = 10_000;

/** The remaining time of the operation that makes a call. */
const timeLeft = new AsyncLocalStorage<number>();

/** Makes a call that outlasts its operation by a moment at most. */
export function within<T>(leftMs: number, call: () => Promise<T>): Promise<T> {
  return timeLeft.run(leftMs, call);
}

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
  const found = proxyOf(endpoint);
  const proxy = found instanceof ProxyError ? undefined : found;
  const rotating = new RotatingClient(endpoint, proxy);
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
    if (found instanceof ProxyError) throw ofProxy(name, found);
    const answer = await limit(() => rotating.request(request)).catch((error: AxiosError) => {
      throw unanswered(name, error, proxy?.host);
    });
    const { status, data: text, headers } = answer;
    const header = (key: string) => headers[key] as string | undefined;
    return jsonOf(name, endpoint.url, {
      status,
      text,
      json: parsed(text),
      location: header("location"),
      server: header("server"),
      proxy: proxy?.host,
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
  readonly #proxy: URL | undefined;
  #current: Access;

  constructor(endpoint: Endpoint, proxy: URL | undefined) {
    this.#endpoint = endpoint;
    this.#proxy = proxy;
    this.#current = accessTo(endpoint, proxy);
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
    const now = accessTo(this.#endpoint, this.#proxy);
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

function accessTo(endpoint: Endpoint, proxy: URL | undefined): Access {
  const headers = auth(endpoint);
  const tls = tlsOptions(endpoint);
  return { client: createClient(endpoint, headers, tls, proxy), credentials: [headers, tls] };
}

/** Axios errors contain the request with its headers, so only code and text are passed on. */
function unanswered(call: string, error: AxiosError, proxy: string | undefined): Error {
  const { cause, code } = error;
  if (error instanceof CredentialError) return error;
  if (cause instanceof CredentialError) return cause;
  if (cause instanceof ProxyError) return ofProxy(call, cause);
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

/** Nothing was sent, whatever the proxy says. */
function ofProxy(call: string, { kind, message, proxy, status }: ProxyError): ConnectError {
  return new ConnectError(kind, call, message, status, { stranger: "proxy", proxy });
}

/** Replaces messages of the client that describe its internals rather than what happened. */
function inOurWords({ code, config, message }: AxiosError): string | undefined {
  if (code === "ECONNABORTED" && config?.timeout !== undefined) {
    return `no answer within ${config.timeout / 1000} s`;
  }
  return /^(stream has been )?aborted$/.test(message) ? "the answer was cut off" : undefined;
}

function createClient(
  endpoint: Endpoint,
  headers: Record<string, string>,
  tls: https.AgentOptions,
  proxy: URL | undefined,
): AxiosInstance {
  const secure = endpoint.url.startsWith("https:");
  const agent = agentFor(endpoint, tls, proxy);
  return axios.create({
    baseURL: endpoint.url,
    headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
    httpAgent: agent,
    // A proxy for plain http may itself be reached by https.
    httpsAgent: secure ? agent : new https.Agent({ keepAlive: true }),
    proxy: secure || proxy === undefined ? false : forwarding(proxy),
    maxRedirects: 0, // Following a redirect would turn a POST into a GET.
    responseType: "text",
    transformResponse: (data: string) => data,
    validateStatus: () => true,
  });
}

/** A call in plain http goes to the proxy as it is. */
function forwarding(proxy: URL): AxiosProxyConfig {
  const { protocol, hostname: host, port, username, password } = proxy;
  return {
    protocol,
    host,
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    ...(username === ""
      ? {}
      : { auth: { username: decoded(username), password: decoded(password) } }),
  };
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
    ...(tls.ca === undefined ? {} : { ca: resolvePem("tls.ca", tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: resolvePem("tls.cert", tls.cert) }),
    ...(tls.key === undefined ? {} : { key: resolvePem("tls.key", tls.key) }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    rejectUnauthorized: tls.insecureSkipVerify !== true,
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
