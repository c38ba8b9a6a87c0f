import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { certificates } from "../certificates";

export type Answer = (response: http.ServerResponse, request: http.IncomingMessage) => void;

/** A server of archives on this machine. It answers 404 for unknown paths. */
export class DownloadServer {
  /** The requested paths, in order. */
  readonly calls: string[] = [];
  readonly headers: http.IncomingHttpHeaders[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #sockets = new Set<Socket>();
  readonly #server: http.Server;
  readonly #scheme: "http" | "https";

  private constructor(scheme: "http" | "https") {
    this.#scheme = scheme;
    const handle: http.RequestListener = (request, response) => {
      this.calls.push(request.url ?? "");
      this.headers.push(request.headers);
      const answer = this.#answers.get(request.url ?? "") ?? status(404);
      answer(response, request);
    };
    this.#server =
      scheme === "http"
        ? http.createServer(handle)
        : https.createServer(
            {
              cert: certificates().server.cert,
              key: certificates().server.key,
              // BusyBox's own TLS supports nothing newer.
              ciphers: "DEFAULT:@SECLEVEL=0",
            },
            handle,
          );
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
    });
  }

  static async start(scheme: "http" | "https" = "http"): Promise<DownloadServer> {
    const server = new DownloadServer(scheme);
    await new Promise<void>((done) => server.#server.listen(0, "127.0.0.1", () => done()));
    return server;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#scheme}://${this.host}`;
  }

  /** Returns the URL of the served content. */
  serve(path: string, what: Buffer | Answer): string {
    this.#answers.set(path, typeof what === "function" ? what : body(what));
    return `${this.url}${path}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}

export function body(content: Buffer): Answer {
  return (response) =>
    void response.writeHead(200, { "Content-Length": content.length }).end(content);
}

export function status(code: number): Answer {
  return (response) => void response.writeHead(code, { "Content-Length": 0 }).end();
}

export function redirect(location: string): Answer {
  return (response) =>
    void response.writeHead(302, { Location: location, "Content-Length": 0 }).end();
}

/** Sends the first half, then `after` decides. */
export function half(content: Buffer, after: (response: http.ServerResponse) => void): Answer {
  return (response) => {
    response.writeHead(200, { "Content-Length": content.length });
    response.write(content.subarray(0, content.length / 2), () => after(response));
  };
}
