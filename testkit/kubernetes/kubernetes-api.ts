import * as http from "node:http";
import * as net from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { kubernetesClient } from "../../provider/kubernetes/kubeconfig";
import type { KubernetesEvent } from "../../provider/kubernetes/events";
import type { Pod } from "../../provider/kubernetes/pod-state";
import type { StatefulSet } from "../../provider/kubernetes/rollout";
import type { Service } from "../../provider/kubernetes/service-pod";

/** Handles a port-forward. */
export type Forward = (webSocket: WebSocket, pod: string) => void;

interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** A real HTTP and WebSocket server that stands in for a Kubernetes API with one Service and one StatefulSet. */
export class KubernetesApi {
  readonly calls: string[] = [];
  /** `pod:port` of each requested port-forward. */
  readonly forwards: string[] = [];
  readonly open = new Set<WebSocket>();
  service: Service = { spec: { selector: { app: "connect" }, ports: [{ port: 8083 }] } };
  statefulSet: StatefulSet = {};
  pods: Pod[] = [];
  events: KubernetesEvent[] = [];
  forward: Forward = (webSocket) => webSocket.close();
  readonly #refusals = new Map<string, Refusal>();
  readonly #server = http.createServer((request, response) => {
    const path = this.#called(request);
    const refusal = this.#refusals.get(path);
    const body = refusal === undefined ? this.#answer(path) : statusOf(refusal);
    const headers = { "Content-Type": "application/json" };
    response.writeHead(refusal?.status ?? 200, headers).end(JSON.stringify(body));
  });
  readonly #webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => PROTOCOL });

  static async start(): Promise<KubernetesApi> {
    const api = new KubernetesApi();
    api.#server.on("upgrade", (request, socket, head) => api.#upgrade(request, socket, head));
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}`;
  }

  /** The text of a kubeconfig, as JSON. */
  get kubeconfig(): string {
    return kubeconfigOf(this.url);
  }

  /** From now on, requests for this path are refused. */
  refuse(path: string, status: number, message: string): this {
    this.#refusals.set(path, { status, message });
    return this;
  }

  async close(): Promise<void> {
    for (const webSocket of this.open) webSocket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #called({ url = "" }: http.IncomingMessage): string {
    this.calls.push(url);
    return new URL(url, this.url).pathname;
  }

  #answer(path: string): unknown {
    if (path === SERVICE) return this.service;
    if (path === STATEFUL_SET) return this.statefulSet;
    return { items: path === EVENTS ? this.events : this.pods };
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = this.#called(request);
    const refusal = this.#refusals.get(path);
    if (refusal !== undefined) {
      const body = JSON.stringify(statusOf(refusal));
      socket.on("error", () => undefined); // A client need not read all of it.
      const half = body.length / 2;
      socket.write(
        `HTTP/1.1 ${refusal.status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, half)}`,
      );
      // In two parts, as a long answer comes.
      setTimeout(() => socket.end(body.slice(half)), 5);
      return;
    }
    const pod = path.split("/").at(-2) ?? "";
    const port = new URL(request.url ?? "", this.url).searchParams.get("ports") ?? "";
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.forwards.push(`${pod}:${port}`);
      this.open.add(webSocket);
      webSocket.on("close", () => this.open.delete(webSocket));
      const repeated = Buffer.alloc(3);
      repeated.writeUInt16LE(Number(port), 1);
      webSocket.send(repeated);
      webSocket.send(Buffer.concat([Buffer.of(ERROR), repeated.subarray(1)]));
      this.forward(webSocket, pod);
    });
  }
}

const PROTOCOL = "v4.channel.k8s.io";
const ERROR = 1;

export const SERVICE = "/api/v1/namespaces/data/services/connect";
export const PODS = "/api/v1/namespaces/data/pods";
export const EVENTS = "/api/v1/namespaces/data/events";
export const STATEFUL_SET = "/apis/apps/v1/namespaces/data/statefulsets/connect";

/** A new one for each test. */
export function useKubernetesApi(): { readonly api: KubernetesApi } {
  const use = { api: undefined as unknown as KubernetesApi };
  before("load the client, which takes long on a busy machine", async function () {
    this.timeout(120_000);
    await kubernetesClient();
  });
  beforeEach(async () => {
    use.api = await KubernetesApi.start();
  });
  afterEach(() => use.api.close());
  return use;
}

export function kubeconfigOf(server: string): string {
  const named = { name: "here", context: { cluster: "c", user: "u" } };
  return JSON.stringify({
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token: "hunter2" } }],
    contexts: [named, { ...named, name: "other" }],
    "current-context": "here",
  });
}

export function readyPod(name: string, since = 0): Pod {
  const lastTransitionTime = new Date(since);
  return {
    metadata: { name, uid: `${name}-uid` },
    spec: { containers: [{ name: "worker", ports: [{ name: "rest", containerPort: 28083 }] }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime }],
    },
  };
}

/** Forwards to a server on this machine, as the runtime forwards into a pod. */
export function toServer(url: () => string): Forward {
  return (webSocket) => {
    const { port, hostname } = new URL(url());
    const socket = net.connect(Number(port), hostname);
    webSocket.on("message", (message: Buffer) => socket.write(message.subarray(1)));
    webSocket.on("close", () => socket.destroy());
    socket.on("data", (data) => webSocket.send(Buffer.concat([Buffer.of(0), data])));
    socket.on("error", (error) => reportError(webSocket, error.message));
    socket.on("close", () => webSocket.close());
  };
}

export function reportError(webSocket: WebSocket, message: string): void {
  webSocket.send(Buffer.concat([Buffer.of(ERROR), Buffer.from(message)]));
  webSocket.close();
}

function statusOf({ status, message }: Refusal) {
  return { kind: "Status", code: status, message };
}
