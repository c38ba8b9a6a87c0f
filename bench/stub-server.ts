import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { connectorClass } from "./connectors";

type Config = Record<string, string>;

/** Connect's REST API without Connect: every write has its effect at once, so what is left is our cost. */
export class StubServer {
  readonly #configs = new Map<string, Config>();
  readonly #server = http.createServer((request, response) => void this.#handle(request, response));

  static async start(): Promise<StubServer> {
    const stub = new StubServer();
    await new Promise<void>((resolve) => stub.#server.listen(0, "127.0.0.1", () => resolve()));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const [status, answer] = this.#answer(`${request.method ?? ""} ${path}`, query, body);
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(answer === undefined ? "" : JSON.stringify(answer));
  }

  #answer(call: string, query: string, body: unknown): [status: number, answer: unknown] {
    const name = /^\w+ \/connectors\/([^/]+)/.exec(call)?.[1] ?? "";
    switch (call.replace(/\/(connectors|connector-plugins)\/[^/]+/, "/$1/*")) {
      case "GET /":
        return [200, { version: "4.3.1", commit: "", kafka_cluster_id: "stub" }];
      case "GET /health":
        return [200, { status: "healthy" }];
      case "GET /connectors":
        return [200, query === "" ? [...this.#configs.keys()] : this.#expanded()];
      case "POST /connectors": {
        const made = body as { name: string; config: Config };
        this.#configs.set(made.name, { ...made.config, name: made.name });
        return [201, this.#info(made.name)];
      }
      case "PUT /connectors/*/config":
        this.#configs.set(name, { ...(body as Config), name });
        return [200, this.#info(name)];
      case "DELETE /connectors/*":
        return this.#configs.delete(name) ? [204, undefined] : missing(name);
      case "GET /connectors/*":
        return this.#configs.has(name) ? [200, this.#info(name)] : missing(name);
      case "GET /connector-plugins/*/config":
        return [200, []];
      case "PUT /connector-plugins/*/config/validate":
        return [200, { name: connectorClass, error_count: 0, groups: [], configs: [] }];
      default:
        return [404, { error_code: 404, message: `the stub does not know ${call}` }];
    }
  }

  #expanded() {
    return Object.fromEntries(
      [...this.#configs.keys()].map((name) => [
        name,
        { info: this.#info(name), status: running(name) },
      ]),
    );
  }

  #info(name: string) {
    return { name, config: this.#configs.get(name), tasks: [], type: "source" };
  }
}

function running(name: string) {
  const connector = { state: "RUNNING", worker_id: "stub:8083" };
  return { name, connector, tasks: [], type: "source" };
}

function missing(name: string): [number, unknown] {
  return [404, { error_code: 404, message: `Connector ${name} not found` }];
}
