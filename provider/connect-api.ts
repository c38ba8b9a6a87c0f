/**
 * Kafka Connect's REST API: one function an endpoint, wire names kept.
 * https://kafka.apache.org/documentation/#connect_rest
 */
import type { Send } from "./http";

export type Config = Readonly<Record<string, string>>;

export interface ConnectorInfo {
  readonly name: string;
  readonly config: Config;
  readonly tasks: readonly { readonly connector: string; readonly task: number }[];
  readonly type: string;
}

/** RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED, RESTARTING; others may come. */
export type WireState = string;

export interface TaskStatus {
  readonly id: number;
  readonly state: WireState;
  readonly worker_id: string;
  readonly trace?: string;
}

export interface ConnectorStatus {
  readonly name: string;
  readonly connector: Omit<TaskStatus, "id">;
  readonly tasks: readonly TaskStatus[];
  readonly type: string;
}

export interface Plugin {
  readonly class: string;
  readonly type: string;
  readonly version?: string;
}

export interface KeyDefinition {
  readonly name: string;
  /** BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, LIST, CLASS or PASSWORD. */
  readonly type: string;
}

export interface ValidatedConfig {
  readonly configs: readonly {
    readonly value: { readonly name: string; readonly errors: readonly string[] } | null;
  }[];
}

export type InitialState = "RUNNING" | "PAUSED" | "STOPPED";

export function connectApi(send: Send) {
  const at = (name: string, rest = "") => `/connectors/${encodeURIComponent(name)}${rest}`;
  return {
    /** GET / : the version of the worker that answers. */
    worker: () => send({ method: "GET", path: "/" }) as Promise<{ version: string }>,

    /** GET /health : answered by the herder when it has worked off what came before. Needs Connect 3.9. */
    health: () => send({ method: "GET", path: "/health" }),

    /** GET /connectors : names, from the worker's memory. Empty on a worker that is starting. */
    names: () => send({ method: "GET", path: "/connectors" }) as Promise<string[]>,

    /** GET /connectors?expand=info : every connector's config, from the worker's memory. */
    infos: async () => {
      const all = await send({ method: "GET", path: "/connectors?expand=info" });
      return pick<ConnectorInfo>(all as Expanded, "info");
    },

    /** GET /connectors?expand=status : leaves out connectors that have no status yet. */
    statuses: async () => {
      const all = await send({ method: "GET", path: "/connectors?expand=status" });
      return pick<ConnectorStatus>(all as Expanded, "status");
    },

    /** GET /connectors/{name} : asked of the herder; answers 500 while a rebalance is expected. */
    info: (name: string) => send({ method: "GET", path: at(name) }) as Promise<ConnectorInfo>,

    /** POST /connectors : not repeatable. `initial_state` needs Connect 3.7. */
    create: (name: string, config: Config, initialState?: InitialState) =>
      send({
        method: "POST",
        path: "/connectors",
        body: {
          name,
          config,
          ...(initialState === undefined ? {} : { initial_state: initialState }),
        },
      }) as Promise<ConnectorInfo>,

    /** PUT /connectors/{name}/config : replaces the whole config, and creates what is not there. */
    putConfig: (name: string, config: Config) =>
      send({ method: "PUT", path: at(name, "/config"), body: config }) as Promise<ConnectorInfo>,

    /** DELETE /connectors/{name} */
    remove: (name: string) => send({ method: "DELETE", path: at(name) }),

    /** PUT /connectors/{name}/pause */
    pause: (name: string) => send({ method: "PUT", path: at(name, "/pause") }),

    /** PUT /connectors/{name}/stop : needs Connect 3.5. */
    stop: (name: string) => send({ method: "PUT", path: at(name, "/stop") }),

    /** PUT /connectors/{name}/resume : from paused and from stopped. */
    resume: (name: string) => send({ method: "PUT", path: at(name, "/resume") }),

    /** POST /connectors/{name}/restart : whatever of it is FAILED, and nothing else. Needs Connect 3.0. */
    restartFailed: (name: string) =>
      send({ method: "POST", path: at(name, "/restart?includeTasks=true&onlyFailed=true") }),

    /** PUT /connector-plugins/{class}/config/validate : resolved values come back; never print them. */
    validate: (connectorClass: string, config: Config, timeoutMs: number) =>
      send(
        {
          method: "PUT",
          path: `/connector-plugins/${encodeURIComponent(connectorClass)}/config/validate`,
          body: config,
        },
        timeoutMs,
      ) as Promise<ValidatedConfig>,

    /** GET /connector-plugins/{class}/config : the keys that the class defines. Needs Connect 3.2. */
    pluginKeys: (connectorClass: string, timeoutMs: number) =>
      send(
        {
          method: "GET",
          path: `/connector-plugins/${encodeURIComponent(connectorClass)}/config`,
        },
        timeoutMs,
      ) as Promise<KeyDefinition[]>,

    /** GET /connector-plugins : the connector classes of the worker that answers. */
    plugins: () => send({ method: "GET", path: "/connector-plugins" }) as Promise<Plugin[]>,
  };
}

export type ConnectApi = ReturnType<typeof connectApi>;

type Expanded = Record<string, { info?: unknown; status?: unknown }>;

/** `info` and `status` can be null or absent for a connector that is coming or going. */
function pick<T>(all: Expanded, part: "info" | "status"): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [name, entry] of Object.entries(all)) {
    const value = entry[part];
    if (value !== null && value !== undefined) found.set(name, value as T);
  }
  return found;
}
