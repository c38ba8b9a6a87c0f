import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";

export interface Seen {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly body: string;
  /** The header with this name. */
  readonly authorization?: string;
  /** The number of earlier calls with the same method and path. */
  readonly nth: number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** What happens to a call on its way. Without a fault, it simply passes. */
export interface Fault {
  /** The proxy answers, and the worker never sees the call. */
  readonly answer?: Answer;
  /** The worker gets the call, but this answer replaces its own. */
  readonly instead?: Answer;
  /** Cuts the connection before the call reaches the worker, or before the answer returns. */
  readonly cut?: "call" | "answer";
  /**
   * Cuts every connection, and then this many new ones before any data; with TLS, during the
   * handshake.
   */
  readonly cutConnections?: number;
  /** The same, and refuses new connections for this long. */
  readonly refuseMs?: number;
  /** Sends the call to the worker twice, and returns the second answer. */
  readonly again?: true;
  readonly delayMs?: number;
  /** Changes the worker's answer. */
  readonly change?: (body: string) => string;
}

export type Rule = (seen: Seen) => Fault | undefined;

interface Tls {
  readonly cert: string;
  readonly key: string;
}

/**
 * A proxy in front of a real worker. It counts the calls, and causes faults that a worker cannot
 * produce on request.
 */
export class FaultProxy {
  readonly calls: Seen[] = [];
  /** The writes that the worker has executed, even if its answer was lost. */
  readonly made: Seen[] = [];
  rule: Rule = () => undefined;
  /** The proxy passes a call on only after the returned promise. */
  hold: (seen: Seen) => Promise<void> | undefined = () => undefined;
  readonly #target: URL;
  readonly #scheme: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #connectionsToCut = 0;
  #opening: NodeJS.Timeout | undefined;

  private constructor(target: string, port: number, tls: Tls | undefined) {
    this.#target = new URL(target);
    this.#port = port;
    this.#scheme = tls === undefined ? "http" : "https";
    const handle: http.RequestListener = (request, response) =>
      // Either side may have closed the connection.
      void this.#handle(request, response).catch(() => request.socket.destroy());
    this.#server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
    this.#server.on("connection", (socket: Socket) => {
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
      if (this.#connectionsToCut > 0) {
        this.#connectionsToCut--;
        socket.destroy();
      } else this.#sockets.add(socket);
    });
  }

  /** On a free port, unless one is named. */
  static async start(target: string, port = 0, tls?: Tls): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, port, tls);
    await proxy.open();
    return proxy;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(this.#port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses connections until `open`. */
  async close(): Promise<void> {
    clearTimeout(this.#opening);
    this.#cutAll();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Clears the counts and the faults. */
  reset(): void {
    this.calls.length = 0;
    this.made.length = 0;
    this.rule = () => undefined;
    this.hold = () => undefined;
  }

  get writes(): string[] {
    return this.calls.filter(isWrite).map(({ method, path }) => `${method} ${path}`);
  }

  count(call: string): number {
    return this.calls.filter(({ method, path }) => `${method} ${path}` === call).length;
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const call = { method: request.method ?? "", path: request.url ?? "" };
    const { authorization } = request.headers;
    const nth = this.count(`${call.method} ${call.path}`);
    const seen = { ...call, body, nth, ...(authorization === undefined ? {} : { authorization }) };
    this.calls.push(seen);
    const fault = this.rule(seen) ?? {};
    await this.hold(seen);
    if (fault.delayMs !== undefined) await new Promise((done) => setTimeout(done, fault.delayMs));
    if (fault.answer !== undefined) return void give(response, fault.answer);
    if (fault.cutConnections !== undefined) {
      this.#connectionsToCut = fault.cutConnections;
      return void this.#cutAll();
    }
    if (fault.refuseMs !== undefined) {
      await this.close();
      this.#opening = setTimeout(() => void this.open(), fault.refuseMs);
      return;
    }
    if (fault.cut === "call") return void request.socket.destroy();
    if (fault.again) await this.#ask(request, seen);
    const { status, headers, text } = await this.#ask(request, seen);
    if (fault.cut === "answer") return void request.socket.destroy();
    if (fault.instead !== undefined) return void give(response, fault.instead);
    response.writeHead(status, headers).end(fault.change?.(text) ?? text);
  }

  async #ask(request: http.IncomingMessage, seen: Seen) {
    const { host: _host, connection: _connection, ...own } = request.headers;
    const options = { method: seen.method, headers: own, path: seen.path };
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) =>
      http.request(this.#target, options, resolve).on("error", reject).end(seen.body),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const { statusCode: status = 502 } = answer;
    if (isWrite(seen) && status < 300) this.made.push(seen);
    const {
      "content-length": _length,
      "transfer-encoding": _encoding,
      ...headers
    } = answer.headers;
    return { status, headers, text: Buffer.concat(chunks).toString() };
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function isWrite({ method, path }: Seen): boolean {
  return method !== "GET" && !path.endsWith("/validate");
}

function give(response: http.ServerResponse, answer: Answer): void {
  const { status, body, type = "application/json" } = answer;
  response.writeHead(status, { "Content-Type": type }).end(body);
}

/** An error in Connect's format. */
export function connectError(status: number, message: string): Fault {
  return { answer: { status, body: JSON.stringify({ error_code: status, message }) } };
}
