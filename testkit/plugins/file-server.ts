import { createReadStream, type Stats, statSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as path from "node:path";

export interface FileServer {
  readonly url: string;
  /** `METHOD /path` of every request, in their order. */
  readonly requests: readonly string[];
  /** How often a path was asked for. */
  readonly count: (file: string) => number;
  readonly close: () => Promise<void>;
}

export interface FileServerOptions {
  /** Where pods reach this machine, for downloads inside of them; default: loopback. */
  readonly host?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Answers itself and returns true, for what no folder holds: errors, redirects, an API. */
  readonly answer?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean;
}

/** Serves the files of a folder, and nothing beside it. */
export async function fileServer(
  folder: string,
  options: FileServerOptions = {},
): Promise<FileServer> {
  const { host = "127.0.0.1", tls } = options;
  const requests: string[] = [];
  const handle: http.RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (options.answer?.(request, response) !== true) serve(folder, request, response);
  };
  const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}:${port}`,
    requests,
    count: (file) => requests.filter((line) => line.endsWith(` ${file}`)).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serve(folder: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = path.join(folder, path.normalize(decodeURIComponent(pathname)));
  const stats = fileStats(file);
  if (stats === undefined) {
    response.writeHead(404).end("there is no such file\n");
    return;
  }
  response.writeHead(200, { "content-length": stats.size });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}

function fileStats(file: string): Stats | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats : undefined;
}
