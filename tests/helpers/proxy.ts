import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
  /** How many such calls (same method and path) came before this one. */
  readonly nth: number;
}

/** What happens to a call on its way; without a fault it just passes. */
export interface Fault {
  /** Answered by the proxy: the worker never sees the call. */
  readonly answer?: { readonly status: number; readonly body: string; readonly type?: string };
  /** The connection is cut: instead of passing the call on, or instead of passing the answer back. */
  readonly cut?: "call" | "answer";
  readonly delayMs?: number;
  /** Changes the worker's answer. */
  readonly change?: (body: string) => string;
}

export type Rule = (seen: Seen) => Fault | undefined;

/** A proxy in front of a real worker: it counts the calls, and makes the faults that a worker can't be asked for. */
export class FaultProxy {
  readonly calls: Seen[] = [];
  rule: Rule = () => undefined;
  /** A call is passed on only when what this gives is done. */
  hold: (seen: Seen) => Promise<void> | undefined = () => undefined;
  readonly #target: URL;
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  #port: number;

  private constructor(target: string, port: number) {
    this.#target = new URL(target);
    this.#port = port;
    this.#server = http.createServer((request, response) => void this.#handle(request, response));
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
    });
  }

  /** On a free port, unless one is named. */
  static async start(target: string, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, port);
    await proxy.open();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
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

  /** From now on connections are refused, until `open`. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Forgets what was counted, and the faults. */
  reset(): void {
    this.calls.length = 0;
    this.rule = () => undefined;
    this.hold = () => undefined;
  }

  get writes(): string[] {
    const isWrite = ({ method, path }: Seen) => method !== "GET" && !path.endsWith("/validate");
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
    const seen = { ...call, body, nth: this.count(`${call.method} ${call.path}`) };
    this.calls.push(seen);
    const fault = this.rule(seen) ?? {};
    await this.hold(seen);
    if (fault.delayMs !== undefined) await new Promise((done) => setTimeout(done, fault.delayMs));
    if (fault.answer !== undefined) {
      const { status, body: text, type = "application/json" } = fault.answer;
      response.writeHead(status, { "Content-Type": type }).end(text);
      return;
    }
    if (fault.cut === "call") return void request.socket.destroy();
    this.#forward(request, body, response, fault);
  }

  #forward(
    request: http.IncomingMessage,
    body: string,
    response: http.ServerResponse,
    fault: Fault,
  ): void {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const options = { method: request.method, headers, path: request.url };
    const passed = http.request(this.#target, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        if (fault.cut === "answer") return void request.socket.destroy();
        const text = Buffer.concat(chunks).toString();
        const changed = fault.change?.(text) ?? text;
        const {
          "content-length": _length,
          "transfer-encoding": _encoding,
          ...rest
        } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, rest).end(changed);
      });
    });
    passed.on("error", () => request.socket.destroy());
    passed.end(body);
  }
}

/** An error in Connect's own form. */
export function connectError(status: number, message: string): Fault {
  return { answer: { status, body: JSON.stringify({ error_code: status, message }) } };
}
