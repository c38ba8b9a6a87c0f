/** What Kafka Connect's REST API takes and answers, with its own names, and the shapes to check it by. */
import {
  fields,
  list,
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

export interface Message {
  readonly message: string;
}

export interface ConnectorList {
  readonly infos: ReadonlyMap<string, ConnectorInfo>;
  readonly statuses: ReadonlyMap<string, ConnectorStatus>;
}

export const WORKER = fields<{ version: string; kafka_cluster_id?: string }>({
  version: text,
  kafka_cluster_id: optional(text),
});
/** Workers store a null that a client wrote: one such key must not make the whole list unreadable. */
export const CONFIG = record(nullable(text)) as Shape<Config>;
export const INFO = fields<ConnectorInfo>({
  name: text,
  config: CONFIG,
  tasks: list(fields<ConnectorInfo["tasks"][number]>({ connector: text, task: number })),
  type: text,
});
const PART = { state: text, worker_id: text, trace: optional(text) };
export const STATUS = fields<ConnectorStatus>({
  name: text,
  connector: fields<ConnectorStatus["connector"]>(PART),
  tasks: list(fields<WireTaskStatus>({ id: number, ...PART })),
  type: text,
});
export const PLUGIN = fields<ConnectPlugin>({ class: text, type: text, version: optional(text) });
export const KEY_DEFINITION = fields<KeyDefinition>({ name: text, type: text });
type Validated = ValidatedConfig["configs"][number];
export const VALIDATED = fields<ValidatedConfig>({
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
export const OFFSETS = fields<ConnectorOffsets>({
  offsets: list(fields<ConnectorOffset>({ partition: object, offset: nullable(object) })),
});
export const MESSAGE = fields<Message>({ message: text });

/** `info` and `status` can be null or absent for a connector that is coming or going. */
export interface Coming {
  readonly info?: ConnectorInfo | null;
  readonly status?: ConnectorStatus | null;
}
export const EXPANDED = record(
  fields<Coming>({ info: optional(nullable(INFO)), status: optional(nullable(STATUS)) }),
);
