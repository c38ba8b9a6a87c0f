import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface Received {
  readonly method: string;
  /** The path with its query, as it came over the wire. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: http.ServerResponse, received: Received) => void | Promise<void>;

/**
 * The ports of earlier servers. The provider remembers a cluster by its address for as long as its process
 * runs, so a test must not get the address of an earlier one.
 */
const used = new Set<number>();

/** A real HTTP server on this machine with scripted answers. */
export class ScriptedServer {
  readonly calls: Received[] = [];
  /** The number of connections so far. */
  connections = 0;
  /** The maximum number of simultaneous calls. */
  mostInFlight = 0;
  readonly #server: http.Server;
  readonly #script = new Map<string, Reply[]>();
  readonly #sockets = new Set<Socket>();
  #always: Reply | undefined;
  #resets = 0;
  #inFlight = 0;

  private constructor() {
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
    this.#server.on("connection", (socket: Socket) => {
      this.connections++;
      if (this.#resets > 0) {
        this.#resets--;
        socket.resetAndDestroy();
        return;
      }
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    if (!used.has(server.#port)) {
      used.add(server.#port);
      return server;
    }
    try {
      return await ScriptedServer.start();
    } finally {
      server.#server.close();
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The answers to `METHOD /path?query` in order; the last one is repeated. */
  on(call: string, ...replies: Reply[]): this {
    this.#script.set(call, replies);
    return this;
  }

  /** Gives this answer to every call, whatever was scripted before. */
  always(reply: Reply): this {
    this.#always = reply;
    return this;
  }

  /** Resets the next connections before reading anything. */
  resetConnections(count: number): void {
    this.#resets = count;
  }

  /** Answers like a proxy that has to connect to another host. */
  refuseTunnels(status: number): void {
    this.#server.on("connect", (_request, socket) => {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  /** Closes idle connections. */
  closeConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** `METHOD /path` of every call so far. */
  get log(): string[] {
    return this.calls.map(({ method, path }) => `${method} ${path}`);
  }

  /** The calls that change something. */
  get writes(): string[] {
    return this.log.filter((call) => !call.startsWith("GET ") && !call.endsWith("/validate"));
  }

  /** The JSON body of the last such call. */
  bodyOf(call: string): unknown {
    const received = this.calls.filter(({ method, path }) => `${method} ${path}` === call).at(-1);
    return received === undefined ? undefined : JSON.parse(received.body);
  }

  async close(): Promise<void> {
    this.closeConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.#inFlight);
    response.on("close", () => this.#inFlight--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url: path = "", headers } = request;
    const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
    this.calls.push(received);
    const replies = this.#script.get(`${method} ${path}`) ?? [];
    const next = replies.length > 1 ? replies.shift() : replies[0];
    const reply = this.#always ?? next ?? NOT_FOUND;
    await reply(response, received);
  }
}

/** A fresh server for each test. */
export function useServer(): { readonly server: ScriptedServer } {
  const use = { server: undefined as unknown as ScriptedServer };
  beforeEach(async () => {
    use.server = await ScriptedServer.start();
  });
  afterEach(() => use.server.close());
  return use;
}

export function json(body: unknown, status = 200): Reply {
  return (response) => {
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  };
}

/** An error in Connect's format. */
export function refusal(status: number, message: string): Reply {
  return json({ error_code: status, message }, status);
}

/** Connect's answer for a path that its version does not have. */
export const NOT_FOUND = refusal(404, "HTTP 404 Not Found");

export function empty(status = 204): Reply {
  return (response) => void response.writeHead(status).end();
}

export function html(status: number, title = "Bad Gateway"): Reply {
  return (response) => {
    response
      .writeHead(status, { "Content-Type": "text/html" })
      .end(`<html><head><title>${title}</title></head></html>`);
  };
}

/** Resets the connection after reading the call. */
export const reset: Reply = (response) => void response.socket?.resetAndDestroy();

/** Never answers. */
export const silence: Reply = () => undefined;
