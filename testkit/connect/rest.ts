import type { ConnectorInfo, ConnectorStatus } from "../../provider/connect/wire";
import { waitUntil } from "../../sandbox/wait";

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- T is the expected type */
/** The worker's REST API as another client would use it, without our provider and the proxy. */
export class Rest {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
  }

  async names(): Promise<string[]> {
    return (await this.call<string[]>("GET", "/connectors")).body;
  }

  /** From the worker's memory, so it works during a rebalance. */
  async config(name: string): Promise<Record<string, string> | undefined> {
    const all = await this.call<Record<string, { info: ConnectorInfo }>>(
      "GET",
      "/connectors?expand=info",
    );
    return all.body[name]?.info.config;
  }

  async status(name: string): Promise<ConnectorStatus | undefined> {
    const { status, body } = await this.call<ConnectorStatus>("GET", `/connectors/${name}/status`);
    return status === 200 ? body : undefined;
  }

  /** Of all connectors. */
  async statuses(): Promise<Map<string, ConnectorStatus>> {
    const path = "/connectors?expand=status";
    const { body } = await this.call<Record<string, { status: ConnectorStatus }>>("GET", path);
    return new Map(Object.entries(body).map(([name, { status }]) => [name, status]));
  }

  /** Waits for the connector and its tasks (at least `tasks` of them) to be in a state. */
  async until(name: string, state: string, tasks = 1): Promise<void> {
    await waitUntil(
      async () => {
        const status = await this.status(name);
        return (
          status?.connector.state === state &&
          status.tasks.length >= tasks &&
          status.tasks.every((task) => task.state === state)
        );
      },
      { what: `${name} ${state}`, deadlineMs: 60_000 },
    );
  }

  async untilTaskFailed(name: string): Promise<void> {
    await waitUntil(
      async () => (await this.status(name))?.tasks.some(({ state }) => state === "FAILED") === true,
      { what: `a failed task of ${name}`, deadlineMs: 60_000 },
    );
  }

  /** The connector's own state, whatever its tasks are. */
  async untilConnectorState(name: string, state: string): Promise<void> {
    await waitUntil(async () => (await this.status(name))?.connector.state === state, {
      what: `the connector ${name} ${state}`,
      deadlineMs: 60_000,
    });
  }

  /** Repeats the call while the worker rebalances, as Connect requires. */
  async write(method: string, path: string, body?: unknown): Promise<void> {
    await waitUntil(
      async () => {
        const answer = await this.call<{ message?: string } | undefined>(method, path, body);
        if (answer.status < 300) return true;
        if (answer.status === 409 || /rebalance/.test(answer.body?.message ?? "")) return false;
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      },
      { what: `${method} ${path}`, deadlineMs: 60_000 },
    );
  }
}
