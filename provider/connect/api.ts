/**
 * Kafka Connect's REST API: one function for each endpoint, with the names of the wire format.
 * https://kafka.apache.org/documentation/#connect_rest
 */
import { ConnectError } from "../core/errors";
import type { Call, Send } from "./http";
import { list, nothing, object, optional, type Shape, text } from "./shape";
import {
  type Coming,
  type Config,
  CONFIG,
  type ConfigPatch,
  type ConnectorList,
  type ConnectorOffset,
  EXPANDED,
  INFO,
  type InitialState,
  KEY_DEFINITION,
  MESSAGE,
  OFFSETS,
  PLUGIN,
  type RestartFlags,
  STATUS,
  VALIDATED,
  WORKER,
} from "./wire";

export type ConnectApi = ReturnType<typeof connectApi>;

export function connectApi(send: Send) {
  /** The only place where an answer gets its type. An answer of another shape is not Connect's. */
  async function ask<T>(call: Call, shape: Shape<T>, timeoutMs?: number): Promise<T> {
    const answer = await send(call, timeoutMs);
    if (shape(answer)) return answer;
    throw notConnects(call, answer);
  }
  return {
    ...clusterCalls(ask),
    ...connectorCalls(ask),
    ...runningCalls(ask),
    ...offsetCalls(ask),
    ...pluginCalls(ask),
  };
}

/** A call whose answer must have a shape. */
type Ask = <T>(call: Call, shape: Shape<T>, timeoutMs?: number) => Promise<T>;

/** Calls about the cluster and all its connectors. */
function clusterCalls(ask: Ask) {
  return {
    /** GET / : the version of the worker that answers, and the Kafka cluster that it uses. */
    worker: () => ask({ method: "GET", path: "/" }, WORKER),

    /**
     * GET /health : the herder answers it after it has processed all earlier work. Needs Connect
     * 3.9.
     */
    health: () => ask({ method: "GET", path: "/health" }, object),

    /** GET /connectors : names, from the worker's memory. Empty on a worker that is starting. */
    names: () => ask({ method: "GET", path: "/connectors" }, list(text)),

    /** GET /connectors?expand=info : every connector's config, from the worker's memory. */
    infos: async () => {
      const call = { method: "GET", path: "/connectors?expand=info" } as const;
      return pick(await ask(call, EXPANDED), "info");
    },

    /**
     * GET /connectors?expand=info&expand=status : both from the same moment. Leaves out a connector
     * that has no status yet.
     */
    list: async (): Promise<ConnectorList> => {
      const call = { method: "GET", path: "/connectors?expand=info&expand=status" } as const;
      const all = await ask(call, EXPANDED);
      return { infos: pick(all, "info"), statuses: pick(all, "status") };
    },

    /** GET /connectors?expand=status : leaves out connectors that have no status yet. */
    statuses: async () => {
      const call = { method: "GET", path: "/connectors?expand=status" } as const;
      return pick(await ask(call, EXPANDED), "status");
    },
  };
}

/** Calls about the config and status of one connector. */
function connectorCalls(ask: Ask) {
  return {
    /** GET /connectors/{name} : from the herder; answers 500 while a rebalance is expected. */
    info: (name: string) => ask({ method: "GET", path: at(name) }, INFO),

    /**
     * GET /connectors/{name}/config : as it was written, with unresolved references. From the
     * herder, like `info`.
     */
    config: (name: string) => ask({ method: "GET", path: at(name, "/config") }, CONFIG),

    /**
     * GET /connectors/{name}/status : from the worker's memory; 404 while there is no status yet.
     */
    status: (name: string) => ask({ method: "GET", path: at(name, "/status") }, STATUS),

    /** POST /connectors : not repeatable. `initial_state` needs Connect 3.7. */
    create: (name: string, config: Config, initialState?: InitialState) =>
      ask(
        {
          method: "POST",
          path: "/connectors",
          body: {
            name,
            config,
            ...(initialState === undefined ? {} : { initial_state: initialState }),
          },
        },
        INFO,
      ),

    /**
     * PUT /connectors/{name}/config : replaces the whole config, and creates a missing connector.
     */
    putConfig: (name: string, config: Config) =>
      ask({ method: "PUT", path: at(name, "/config"), body: config }, INFO),

    /** PATCH /connectors/{name}/config : changes single keys of the config. Needs Connect 3.8. */
    patchConfig: (name: string, patch: ConfigPatch) =>
      ask({ method: "PATCH", path: at(name, "/config"), body: patch }, INFO),

    /** DELETE /connectors/{name} */
    remove: (name: string) => ask({ method: "DELETE", path: at(name) }, nothing),
  };
}

/** Calls that pause, stop, resume and restart. */
function runningCalls(ask: Ask) {
  return {
    /** PUT /connectors/{name}/pause */
    pause: (name: string) => ask({ method: "PUT", path: at(name, "/pause") }, nothing),

    /** PUT /connectors/{name}/stop : needs Connect 3.5. */
    stop: (name: string) => ask({ method: "PUT", path: at(name, "/stop") }, nothing),

    /** PUT /connectors/{name}/resume : from paused and from stopped. */
    resume: (name: string) => ask({ method: "PUT", path: at(name, "/resume") }, nothing),

    /** POST /connectors/{name}/restart : only the connector itself, none of its tasks. */
    restartConnector: (name: string) =>
      ask({ method: "POST", path: at(name, "/restart") }, nothing),

    /**
     * POST /connectors/{name}/restart : answers before the restart, with the list of what it
     * restarts. At least one flag must be true. Needs Connect 3.0.
     */
    restart: (name: string, { includeTasks, onlyFailed }: RestartFlags) =>
      ask(
        {
          method: "POST",
          path: at(
            name,
            `/restart?includeTasks=${String(includeTasks)}&onlyFailed=${String(onlyFailed)}`,
          ),
        },
        optional(object), // Unused, and old workers do not send it.
      ),

    /** POST /connectors/{name}/tasks/{id}/restart */
    restartTask: (name: string, id: number) =>
      ask({ method: "POST", path: at(name, `/tasks/${id}/restart`) }, nothing),
  };
}

/** Calls about offsets. */
function offsetCalls(ask: Ask) {
  return {
    /** GET /connectors/{name}/offsets : needs Connect 3.5. */
    offsets: (name: string) => ask({ method: "GET", path: at(name, "/offsets") }, OFFSETS),

    /**
     * PATCH /connectors/{name}/offsets : only while it is stopped and has no tasks. Needs Connect
     * 3.6.
     */
    alterOffsets: (name: string, offsets: readonly ConnectorOffset[]) =>
      ask({ method: "PATCH", path: at(name, "/offsets"), body: { offsets } }, MESSAGE),

    /** DELETE /connectors/{name}/offsets : deletes all of them, under the same conditions. */
    resetOffsets: (name: string) => ask({ method: "DELETE", path: at(name, "/offsets") }, MESSAGE),
  };
}

/** Calls about the connector classes. */
function pluginCalls(ask: Ask) {
  return {
    /**
     * PUT /connector-plugins/{class}/config/validate : the answer contains resolved values; never
     * print them.
     */
    validate: (connectorClass: string, config: Config, timeoutMs: number) =>
      ask(
        {
          method: "PUT",
          path: `/connector-plugins/${encodeURIComponent(connectorClass)}/config/validate`,
          body: config,
        },
        VALIDATED,
        timeoutMs,
      ),

    /**
     * GET /connector-plugins/{class}/config : the keys that the class defines. Needs Connect 3.2.
     */
    pluginKeys: (connectorClass: string, timeoutMs: number) =>
      ask(
        {
          method: "GET",
          path: `/connector-plugins/${encodeURIComponent(connectorClass)}/config`,
        },
        list(KEY_DEFINITION),
        timeoutMs,
      ),

    /** GET /connector-plugins : the connector classes of the worker that answers. */
    plugins: () => ask({ method: "GET", path: "/connector-plugins" }, list(PLUGIN)),
  };
}

const at = (name: string, rest = "") => `/connectors/${encodeURIComponent(name)}${rest}`;

function pick<K extends keyof Coming>(all: Readonly<Record<string, Coming>>, part: K) {
  const found = new Map<string, NonNullable<Coming[K]>>();
  for (const [name, entry] of Object.entries(all)) {
    const value = entry[part];
    if (value) found.set(name, value);
  }
  return found;
}

function notConnects({ method, path }: Call, answer: unknown): ConnectError {
  const [stranger, words] =
    answer === undefined
      ? (["empty", "the answer has no body, and Kafka Connect's has one"] as const)
      : (["json", "the answer is JSON, but not Kafka Connect's"] as const);
  return new ConnectError("unanswered", `${method} ${path}`, words, undefined, { stranger });
}
