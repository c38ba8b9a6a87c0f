import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { sandbox } from "../sandbox";

export interface GateOptions {
  /** Without it, the gate uses plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Default: the plain worker of the sandbox. */
  readonly target?: { readonly url: string; readonly ca: string };
}

/** A gateway in front of a real worker, with its own certificate and access control. */
export class Gate {
  readonly writes: string[] = [];
  calls = 0;
  /** Answers 401 to clients that are not admitted, like a gateway. */
  admits: (headers: http.IncomingHttpHeaders) => boolean = () => true;
  readonly #server: Server;
  readonly #scheme: string;
  readonly #sockets = new Set<Socket>();

  private constructor({ tls }: GateOptions, target: { url: string; ca?: string }) {
    const handle: http.RequestListener = (request, response) => {
      const { method = "", url = "" } = request;
      this.calls++;
      if (method !== "GET" && !url.endsWith("/validate")) this.writes.push(`${method} ${url}`);
      if (this.admits(request.headers)) pass(request, response, target);
      else response.writeHead(401, { "Content-Type": "text/html" }).end("<h1>Who is it?</h1>");
    };
    this.#scheme = tls === undefined ? "http" : "https";
    this.#server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
    });
  }

  static async start(options: GateOptions = {}): Promise<Gate> {
    const target = options.target ?? { url: (await sandbox()).workerUrl };
    const gate = new Gate(options, target);
    await new Promise<void>((resolve) => gate.#server.listen(0, "127.0.0.1", () => resolve()));
    return gate;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function pass(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { url, ca }: { url: string; ca?: string },
): void {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const options = { method: request.method, headers, agent: false as const, ca };
  const to = url.startsWith("https:") ? https : http;
  const passed = to.request(new URL(request.url ?? "/", url), options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on("error", () => request.socket.destroy());
  request.pipe(passed);
}
