import * as http from "node:http";
import type { AddressInfo } from "node:net";

interface Held {
  readonly config: Record<string, string>;
  readonly state: string;
}

export interface StubOptions {
  /** The number of tasks of every connector that is not stopped. Default 0. */
  readonly tasks?: number;
  /** The id of its worker. */
  readonly worker?: string;
}

/**
 * Connect's REST API without Connect. Every write has its effect at once, so only our own time
 * remains.
 */
export class StubServer {
  readonly #connectors = new Map<string, Held>();
  readonly #server = http.createServer((request, response) => void this.#handle(request, response));
  readonly #tasks: number;
  readonly #worker: string;

  private constructor({ tasks = 0, worker = "stub:8083" }: StubOptions) {
    this.#tasks = tasks;
    this.#worker = worker;
  }

  static async start(options: StubOptions = {}): Promise<StubServer> {
    const stub = new StubServer(options);
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
    const [, below, of = ""] = /^\w+ \/(connectors|connector-plugins)\/([^/]+)/.exec(call) ?? [];
    const name = decodeURIComponent(of);
    const held = this.#connectors.get(name);
    const kind = call.replace(/\/(connectors|connector-plugins)\/[^/]+/, "/$1/*");
    const isKnown = held !== undefined || kind === "PUT /connectors/*/config";
    if (below === "connectors" && !isKnown) return missing(name);
    switch (kind) {
      case "GET /":
        return [200, { version: "4.3.1", commit: "", kafka_cluster_id: "stub" }];
      case "GET /health":
        return [200, { status: "healthy" }];
      case "GET /connectors":
        return [200, query === "" ? [...this.#connectors.keys()] : this.#expanded()];
      case "POST /connectors": {
        const made = body as { name: string; config: Held["config"]; initial_state?: string };
        if (this.#connectors.has(made.name)) return exists(made.name);
        const config = { ...made.config, name: made.name };
        this.#connectors.set(made.name, { config, state: made.initial_state ?? "RUNNING" });
        return [201, this.#info(made.name)];
      }
      case "PUT /connectors/*/config": {
        const config = { ...(body as Held["config"]), name };
        this.#connectors.set(name, { config, state: held?.state ?? "RUNNING" });
        return [held === undefined ? 201 : 200, this.#info(name)];
      }
      case "PUT /connectors/*/resume":
        return this.#bring(name, "RUNNING");
      case "PUT /connectors/*/pause":
        return this.#bring(name, "PAUSED");
      case "PUT /connectors/*/stop":
        return this.#bring(name, "STOPPED");
      case "DELETE /connectors/*":
        this.#connectors.delete(name);
        return [204, undefined];
      case "GET /connectors/*":
        return [200, this.#info(name)];
      case "GET /connectors/*/status":
        return [200, this.#status(name)];
      case "GET /connector-plugins/*/config":
        return [200, []];
      case "PUT /connector-plugins/*/config/validate":
        return [200, { name, error_count: 0, groups: [], configs: [] }];
      default:
        return [404, { error_code: 404, message: `the stub does not know ${call}` }];
    }
  }

  #bring(name: string, state: string): [status: number, answer: unknown] {
    const config = this.#connectors.get(name)?.config ?? {};
    this.#connectors.set(name, { config, state });
    return [202, undefined];
  }

  #expanded() {
    return Object.fromEntries(
      [...this.#connectors.keys()].map((name) => [
        name,
        { info: this.#info(name), status: this.#status(name) },
      ]),
    );
  }

  #info(name: string) {
    return { name, config: this.#connectors.get(name)?.config, tasks: [], type: "source" };
  }

  #status(name: string) {
    const at = { state: this.#connectors.get(name)?.state, worker_id: this.#worker };
    const count = at.state === "STOPPED" ? 0 : this.#tasks;
    const tasks = Array.from({ length: count }, (_, id) => ({ id, ...at }));
    return { name, connector: at, tasks, type: "source" };
  }
}

function missing(name: string): [status: number, answer: unknown] {
  return [404, { error_code: 404, message: `Connector ${name} not found` }];
}

function exists(name: string): [status: number, answer: unknown] {
  return [409, { error_code: 409, message: `Connector ${name} already exists` }];
}
