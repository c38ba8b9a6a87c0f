/**
 * Kafka Connect's REST API: one function an endpoint, wire names kept.
 * https://kafka.apache.org/documentation/#connect_rest
 */
import type { Send } from "./http";

export type Config = Readonly<Record<string, string>>;

/** Keys to write; null removes one. Keys that are not named stay. */
export type ConfigPatch = Readonly<Record<string, string | null>>;

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

/** A connector class that is installed on the workers. */
export interface ConnectPlugin {
  /** The full class name, for `class` of a `Connector`. */
  readonly class: string;
  /** `source` or `sink`. */
  readonly type: string;
  /** The version that the plugin reports, if any. */
  readonly version?: string;
}

export interface KeyDefinition {
  readonly name: string;
  /** BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, LIST, CLASS or PASSWORD. */
  readonly type: string;
}

export interface ValidatedConfig {
  readonly configs: readonly {
    /** Of a key that the class, a transform, a predicate or a converter defines. */
    readonly definition?: (Pick<KeyDefinition, "name"> & Partial<KeyDefinition>) | null;
    readonly value: {
      readonly name: string;
      /** Resolved: never print it. */
      readonly value?: string | null;
      readonly errors: readonly string[];
    } | null;
  }[];
}

/**
 * Connectors choose the keys of theirs; a sink's are `kafka_topic`, `kafka_partition`,
 * `kafka_offset`.
 */
export interface ConnectorOffset {
  readonly partition: Readonly<Record<string, unknown>>;
  /** null forgets the offset of this partition. */
  readonly offset: Readonly<Record<string, unknown>> | null;
}

export interface ConnectorOffsets {
  readonly offsets: readonly ConnectorOffset[];
}

export interface RestartFlags {
  readonly includeTasks: boolean;
  readonly onlyFailed: boolean;
}

/** Whatever of a connector is FAILED, and nothing else. */
export const FAILED_PARTS: RestartFlags = { includeTasks: true, onlyFailed: true };
/** The connector and its tasks, whatever their state. */
export const ALL_PARTS: RestartFlags = { includeTasks: true, onlyFailed: false };

export type InitialState = "RUNNING" | "PAUSED" | "STOPPED";

export function connectApi(send: Send) {
  const at = (name: string, rest = "") => `/connectors/${encodeURIComponent(name)}${rest}`;
  return {
    /** GET / : the version of the worker that answers, and the Kafka cluster that it uses. */
    worker: () =>
      send({ method: "GET", path: "/" }) as Promise<{
        version: string;
        kafka_cluster_id?: string;
      }>,

    /**
     * GET /health : answered by the herder when it has worked off what came before. Needs Connect
     * 3.9.
     */
    health: () => send({ method: "GET", path: "/health" }),

    /** GET /connectors : names, from the worker's memory. Empty on a worker that is starting. */
    names: () => send({ method: "GET", path: "/connectors" }) as Promise<string[]>,

    /** GET /connectors?expand=info : every connector's config, from the worker's memory. */
    infos: async () => {
      const all = await send({ method: "GET", path: "/connectors?expand=info" });
      return pick<ConnectorInfo>(all as Expanded, "info");
    },

    /**
     * GET /connectors?expand=info&expand=status : both from one moment. A connector that has no
     * status yet is left out of either.
     */
    list: async (): Promise<ConnectorList> => {
      const all = await send({ method: "GET", path: "/connectors?expand=info&expand=status" });
      return {
        infos: pick<ConnectorInfo>(all as Expanded, "info"),
        statuses: pick<ConnectorStatus>(all as Expanded, "status"),
      };
    },

    /** GET /connectors?expand=status : leaves out connectors that have no status yet. */
    statuses: async () => {
      const all = await send({ method: "GET", path: "/connectors?expand=status" });
      return pick<ConnectorStatus>(all as Expanded, "status");
    },

    /** GET /connectors/{name} : asked of the herder; answers 500 while a rebalance is expected. */
    info: (name: string) => send({ method: "GET", path: at(name) }) as Promise<ConnectorInfo>,

    /**
     * GET /connectors/{name}/config : as it was written, references not resolved. As `info`, of the
     * herder.
     */
    config: (name: string) => send({ method: "GET", path: at(name, "/config") }) as Promise<Config>,

    /**
     * GET /connectors/{name}/status : from the worker's memory; 404 while there is no status yet.
     */
    status: (name: string) =>
      send({ method: "GET", path: at(name, "/status") }) as Promise<ConnectorStatus>,

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

    /** PATCH /connectors/{name}/config : changes single keys of the config. Needs Connect 3.8. */
    patchConfig: (name: string, patch: ConfigPatch) =>
      send({ method: "PATCH", path: at(name, "/config"), body: patch }) as Promise<ConnectorInfo>,

    /** DELETE /connectors/{name} */
    remove: (name: string) => send({ method: "DELETE", path: at(name) }),

    /** PUT /connectors/{name}/pause */
    pause: (name: string) => send({ method: "PUT", path: at(name, "/pause") }),

    /** PUT /connectors/{name}/stop : needs Connect 3.5. */
    stop: (name: string) => send({ method: "PUT", path: at(name, "/stop") }),

    /** PUT /connectors/{name}/resume : from paused and from stopped. */
    resume: (name: string) => send({ method: "PUT", path: at(name, "/resume") }),

    /** POST /connectors/{name}/restart : the connector itself and none of its tasks. */
    restartConnector: (name: string) => send({ method: "POST", path: at(name, "/restart") }),

    /**
     * POST /connectors/{name}/restart : answers with what is going to be restarted, before it is.
     * At least one flag must be true. Needs Connect 3.0.
     */
    restart: (name: string, { includeTasks, onlyFailed }: RestartFlags) =>
      send({
        method: "POST",
        path: at(
          name,
          `/restart?includeTasks=${String(includeTasks)}&onlyFailed=${String(onlyFailed)}`,
        ),
      }) as Promise<ConnectorStatus>,

    /** POST /connectors/{name}/tasks/{id}/restart */
    restartTask: (name: string, id: number) =>
      send({ method: "POST", path: at(name, `/tasks/${id}/restart`) }),

    /** GET /connectors/{name}/offsets : needs Connect 3.5. */
    offsets: (name: string) =>
      send({ method: "GET", path: at(name, "/offsets") }) as Promise<ConnectorOffsets>,

    /**
     * PATCH /connectors/{name}/offsets : only while it is stopped and has no tasks. Needs Connect
     * 3.6.
     */
    alterOffsets: (name: string, offsets: readonly ConnectorOffset[]) =>
      send({ method: "PATCH", path: at(name, "/offsets"), body: { offsets } }) as Promise<Message>,

    /** DELETE /connectors/{name}/offsets : forgets them all, under the same conditions. */
    resetOffsets: (name: string) =>
      send({ method: "DELETE", path: at(name, "/offsets") }) as Promise<Message>,

    /**
     * PUT /connector-plugins/{class}/config/validate : resolved values come back; never print them.
     */
    validate: (connectorClass: string, config: Config, timeoutMs: number) =>
      send(
        {
          method: "PUT",
          path: `/connector-plugins/${encodeURIComponent(connectorClass)}/config/validate`,
          body: config,
        },
        timeoutMs,
      ) as Promise<ValidatedConfig>,

    /**
     * GET /connector-plugins/{class}/config : the keys that the class defines. Needs Connect 3.2.
     */
    pluginKeys: (connectorClass: string, timeoutMs: number) =>
      send(
        {
          method: "GET",
          path: `/connector-plugins/${encodeURIComponent(connectorClass)}/config`,
        },
        timeoutMs,
      ) as Promise<KeyDefinition[]>,

    /** GET /connector-plugins : the connector classes of the worker that answers. */
    plugins: () => send({ method: "GET", path: "/connector-plugins" }) as Promise<ConnectPlugin[]>,
  };
}

interface Message {
  readonly message: string;
}

export interface ConnectorList {
  readonly infos: ReadonlyMap<string, ConnectorInfo>;
  readonly statuses: ReadonlyMap<string, ConnectorStatus>;
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
