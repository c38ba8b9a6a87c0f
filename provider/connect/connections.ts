/** How connections to Kafka Connect are opened: directly, through a proxy or through Kubernetes. */
import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import { type OpenStream, portForward } from "../kubernetes/port-forward";
import type { Endpoint } from "../endpoint/endpoint";
import { tunnel } from "./tunnel";

/** For the connection, and again for TLS in it. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a connection through Kubernetes is kept for the next call. */
const FORWARD_IDLE_MS = 30_000;

/** Keeps its connections, and gives up one that is not established within ten seconds. */
export function agentFor(
  { url, kubernetes }: Endpoint,
  tls: https.AgentOptions,
  proxy: URL | undefined,
): http.Agent {
  const secure = url.startsWith("https:");
  const kept = {
    keepAlive: true,
    ...(kubernetes === undefined ? {} : { timeout: FORWARD_IDLE_MS }),
  };
  const agent = secure ? new https.Agent({ ...kept, ...tls }) : new http.Agent(kept);
  if (kubernetes !== undefined) connectThrough(agent, secure, portForward(kubernetes));
  else if (secure && proxy !== undefined) {
    const { hostname, port } = new URL(url);
    const target = `${hostname}:${port === "" ? 443 : port}`;
    connectThrough(agent, secure, tunnel(proxy, target, CONNECT_TIMEOUT_MS));
  } else limitConnecting(agent, secure);
  return agent;
}

/** A firewall that drops packets must not look like a worker that is slow to answer. */
function limitConnecting(agent: http.Agent, secure: boolean): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Duplex;
    limit(socket, "connect", "connection");
    if (secure) socket.once("connect", () => limit(socket, "secureConnect", "TLS handshake"));
    return socket;
  };
}

function limit(socket: Duplex, event: string, what: string): void {
  const timer = setTimeout(() => {
    const error = new Error(`no ${what} within ${CONNECT_TIMEOUT_MS / 1000} s`);
    socket.destroy(Object.assign(error, { code: "ECONNECTTIMEOUT" }));
  }, CONNECT_TIMEOUT_MS);
  const stop = () => clearTimeout(timer);
  socket.once(event, stop).once("close", stop);
}

/** Streams of a port-forward or a tunnel instead of sockets, with TLS inside them. */
function connectThrough(agent: http.Agent, secure: boolean, open: OpenStream): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    open().then(
      (stream) => {
        if (!secure) return callback?.(null, stream);
        const over = { ...options, socket: stream } as http.ClientRequestArgs;
        const socket = connect(over) as Duplex;
        limit(socket, "secureConnect", "TLS handshake");
        callback?.(null, socket);
      },
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
}
