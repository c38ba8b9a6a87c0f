/**
 * Kafka Connect's REST API: one function an endpoint, wire names kept.
 * https://kafka.apache.org/documentation/#connect_rest
 */
import { ConnectError } from "../core/errors";
import type { Call, Send } from "./http";
import {
  fields,
  list,
  nothing,
  nullable,
  number,
  object,
  optional,
  record,
  type Shape,
  text,
} from "./shape";

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

export interface WireTaskStatus {
  readonly id: number;
  readonly state: WireState;
  readonly worker_id: string;
  readonly trace?: string;
}

export interface ConnectorStatus {
  readonly name: string;
  readonly connector: Omit<WireTaskStatus, "id">;
  readonly tasks: readonly WireTaskStatus[];
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
  /** The only place where an answer gets its type: an answer of another shape is not Connect's. */
  async function ask<T>(call: Call, shape: Shape<T>, timeoutMs?: number): Promise<T> {
    const answer = await send(call, timeoutMs);
    if (shape(answer)) return answer;
    throw notConnects(call, answer);
  }
  const at = (name: string, rest = "") => `/connectors/${encodeURIComponent(name)}${rest}`;
  return {
    /** GET / : the version of the worker that answers, and the Kafka cluster that it uses. */
    worker: () => ask({ method: "GET", path: "/" }, WORKER),

    /**
     * GET /health : answered by the herder when it has worked off what came before. Needs Connect
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
     * GET /connectors?expand=info&expand=status : both from one moment. A connector that has no
     * status yet is left out of either.
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

    /** GET /connectors/{name} : asked of the herder; answers 500 while a rebalance is expected. */
    info: (name: string) => ask({ method: "GET", path: at(name) }, INFO),

    /**
     * GET /connectors/{name}/config : as it was written, references not resolved. As `info`, of the
     * herder.
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

    /** PUT /connectors/{name}/config : replaces the whole config, and creates what is not there. */
    putConfig: (name: string, config: Config) =>
      ask({ method: "PUT", path: at(name, "/config"), body: config }, INFO),

    /** PATCH /connectors/{name}/config : changes single keys of the config. Needs Connect 3.8. */
    patchConfig: (name: string, patch: ConfigPatch) =>
      ask({ method: "PATCH", path: at(name, "/config"), body: patch }, INFO),

    /** DELETE /connectors/{name} */
    remove: (name: string) => ask({ method: "DELETE", path: at(name) }, nothing),

    /** PUT /connectors/{name}/pause */
    pause: (name: string) => ask({ method: "PUT", path: at(name, "/pause") }, nothing),

    /** PUT /connectors/{name}/stop : needs Connect 3.5. */
    stop: (name: string) => ask({ method: "PUT", path: at(name, "/stop") }, nothing),

    /** PUT /connectors/{name}/resume : from paused and from stopped. */
    resume: (name: string) => ask({ method: "PUT", path: at(name, "/resume") }, nothing),

    /** POST /connectors/{name}/restart : the connector itself and none of its tasks. */
    restartConnector: (name: string) =>
      ask({ method: "POST", path: at(name, "/restart") }, nothing),

    /**
     * POST /connectors/{name}/restart : answers with what is going to be restarted, before it is.
     * At least one flag must be true. Needs Connect 3.0.
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
        optional(object), // Nobody needs it, and old workers send none.
      ),

    /** POST /connectors/{name}/tasks/{id}/restart */
    restartTask: (name: string, id: number) =>
      ask({ method: "POST", path: at(name, `/tasks/${id}/restart`) }, nothing),

    /** GET /connectors/{name}/offsets : needs Connect 3.5. */
    offsets: (name: string) => ask({ method: "GET", path: at(name, "/offsets") }, OFFSETS),

    /**
     * PATCH /connectors/{name}/offsets : only while it is stopped and has no tasks. Needs Connect
     * 3.6.
     */
    alterOffsets: (name: string, offsets: readonly ConnectorOffset[]) =>
      ask({ method: "PATCH", path: at(name, "/offsets"), body: { offsets } }, MESSAGE),

    /** DELETE /connectors/{name}/offsets : forgets them all, under the same conditions. */
    resetOffsets: (name: string) => ask({ method: "DELETE", path: at(name, "/offsets") }, MESSAGE),

    /**
     * PUT /connector-plugins/{class}/config/validate : resolved values come back; never print them.
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

interface Message {
  readonly message: string;
}

export interface ConnectorList {
  readonly infos: ReadonlyMap<string, ConnectorInfo>;
  readonly statuses: ReadonlyMap<string, ConnectorStatus>;
}

export type ConnectApi = ReturnType<typeof connectApi>;

const WORKER = fields<{ version: string; kafka_cluster_id?: string }>({
  version: text,
  kafka_cluster_id: optional(text),
});
/** Workers store a null that a client wrote: one such key must not make the whole list unreadable. */
const CONFIG = record(nullable(text)) as Shape<Config>;
const INFO = fields<ConnectorInfo>({
  name: text,
  config: CONFIG,
  tasks: list(fields<ConnectorInfo["tasks"][number]>({ connector: text, task: number })),
  type: text,
});
const PART = { state: text, worker_id: text, trace: optional(text) };
const STATUS = fields<ConnectorStatus>({
  name: text,
  connector: fields<ConnectorStatus["connector"]>(PART),
  tasks: list(fields<WireTaskStatus>({ id: number, ...PART })),
  type: text,
});
const PLUGIN = fields<ConnectPlugin>({ class: text, type: text, version: optional(text) });
const KEY_DEFINITION = fields<KeyDefinition>({ name: text, type: text });
type Validated = ValidatedConfig["configs"][number];
const VALIDATED = fields<ValidatedConfig>({
  configs: list(
    fields<Validated>({
      definition: optional(
        nullable(
          fields<NonNullable<Validated["definition"]>>({ name: text, type: optional(text) }),
        ),
      ),
      value: nullable(
        fields<NonNullable<Validated["value"]>>({
          name: text,
          value: optional(nullable(text)),
          errors: list(text),
        }),
      ),
    }),
  ),
});
const OFFSETS = fields<ConnectorOffsets>({
  offsets: list(fields<ConnectorOffset>({ partition: object, offset: nullable(object) })),
});
const MESSAGE = fields<Message>({ message: text });

/** `info` and `status` can be null or absent for a connector that is coming or going. */
interface Coming {
  readonly info?: ConnectorInfo | null;
  readonly status?: ConnectorStatus | null;
}
const EXPANDED = record(
  fields<Coming>({ info: optional(nullable(INFO)), status: optional(nullable(STATUS)) }),
);

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
