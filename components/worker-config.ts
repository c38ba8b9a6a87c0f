/** The worker properties of a Connect cluster on Kubernetes. */
import { kafkaProperties, type KafkaSecurityArgs } from "./kafka-security";
import { defined, notText } from "../provider/core/values";
import { PATHS } from "./mounts";

export type Properties = Readonly<Record<string, string>>;

export interface WorkerSettings {
  readonly bootstrapServers: string;
  readonly groupId: string;
  readonly topics: { readonly config: string; readonly offset: string; readonly status: string };
  readonly replicationFactor: number;
  readonly rebalanceDelayMs: number;
  readonly kafka: KafkaSecurityArgs;
  readonly basicAuth: boolean;
  readonly tls: boolean;
  /** Folders that `${file:…}` and `${directory:…}` references may read. */
  readonly readable: readonly string[];
  /** Plugin folders in addition to those of the images. */
  readonly pluginPath: readonly string[];
  readonly overrides: Properties;
}

export const REST_PORT = 8083;
/** For probes if the REST API has TLS or a password. */
const PROBE_PORT = 8084;

type RestSecurity = Pick<WorkerSettings, "basicAuth" | "tls">;

/** The worker's address without TLS, reachable only inside its pod. */
export function probePort({ basicAuth, tls }: RestSecurity): number {
  return basicAuth || tls ? PROBE_PORT : REST_PORT;
}

/** Confluent's folder for added plugins. In every image we may use it or create it. */
export const ADDED_PLUGINS = "/usr/share/confluent-hub-components";

/** The plugin folders of the supported images. Connect skips missing folders. */
const IMAGE_PLUGIN_PATH = [
  "/usr/share/java", // Confluent, with its converters
  ADDED_PLUGINS,
  "/opt/kafka/plugins", // Strimzi
  "/kafka/connect", // Debezium
];

/** Properties with their own argument, or whose change would break the cluster. */
const REFUSED: Readonly<Record<string, string>> = {
  "bootstrap.servers": "set it with the argument bootstrapServers",
  "group.id": "set it with the argument groupId",
  "config.storage.topic": "set it with the argument internalTopics.config",
  "offset.storage.topic": "set it with the argument internalTopics.offset",
  "status.storage.topic": "set it with the argument internalTopics.status",
  "plugin.path": "add further folders with the argument pluginPath",
  "rest.advertised.host.name": "it is each pod's own name: workers reach each other by it",
  "rest.advertised.port": "it is the port of the workers' Service",
  listeners: "they follow from rest: probes and the Service depend on them",
  "scheduled.rebalance.max.delay.ms": "set it with the argument rebalanceDelay",
};

/** The overrides that are refused, each with the reason. */
export function refusedOverrides(
  given: Readonly<Record<string, string | number | boolean>>,
): { key: string; reason: string }[] {
  const wrong = Object.entries(defined(given)).flatMap(([key, value]) => {
    const reason = notText(value);
    return reason === undefined ? [] : [{ key, reason }];
  });
  return [...refusedKeys(asTexts(given)), ...wrong];
}

export function asTexts(given: Readonly<Record<string, string | number | boolean>>): Properties {
  const entries = Object.entries(defined(given));
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function refusedKeys(overrides: Properties): { key: string; reason: string }[] {
  const refused = Object.keys(overrides).flatMap((key) => {
    const reason = Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined;
    return reason === undefined ? [] : [{ key, reason }];
  });
  for (const [key, value] of Object.entries(overrides)) {
    if (/^config\.providers\.[^.]+\.param\.allowed\.paths$/.test(key) && value.trim() === "") {
      const reason =
        "empty, it lets everybody who may create a connector read every file of the pod";
      refused.push({ key, reason });
    }
  }
  return refused;
}

export function workerProperties(settings: WorkerSettings): Properties {
  const { groupId, topics, overrides } = settings;
  const factor = String(settings.replicationFactor);
  const { "config.providers": moreProviders, ...others } = overrides;
  return {
    "bootstrap.servers": settings.bootstrapServers,
    "group.id": groupId,
    "config.storage.topic": topics.config,
    "config.storage.replication.factor": factor,
    "offset.storage.topic": topics.offset,
    "offset.storage.replication.factor": factor,
    "status.storage.topic": topics.status,
    "status.storage.replication.factor": factor,
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "plugin.path": [...settings.pluginPath, ...IMAGE_PLUGIN_PATH].join(","),
    "scheduled.rebalance.max.delay.ms": String(settings.rebalanceDelayMs),
    ...configProviders(settings.readable, moreProviders),
    ...kafkaProperties(settings.kafka),
    ...restProperties(settings),
    ...others,
  };
}

/**
 * The workers resolve references for anyone who may create a connector, so each provider is
 * restricted. Allowed paths must exist, and an empty list would allow everything, so the list
 * always contains the folder of the worker's config, which has no secrets.
 */
function configProviders(readable: readonly string[], more: string | undefined): Properties {
  const providers = "org.apache.kafka.common.config.provider";
  const paths = [PATHS.config, ...readable].join(",");
  const names = ["file", "directory", "env", ...(more ?? "").split(",").map((name) => name.trim())];
  return {
    "config.providers": [...new Set(names.filter((name) => name !== ""))].join(","),
    "config.providers.file.class": `${providers}.FileConfigProvider`,
    "config.providers.file.param.allowed.paths": paths,
    "config.providers.directory.class": `${providers}.DirectoryConfigProvider`,
    "config.providers.directory.param.allowed.paths": paths,
    "config.providers.env.class": `${providers}.EnvVarConfigProvider`,
    "config.providers.env.param.allowlist.pattern": "CONNECTOR_.*",
  };
}

/**
 * Workers reach each other like clients of the REST API, over TLS if it is enabled. The settings in
 * `listeners.https.` also apply to this client, which checks the name of the other worker.
 */
function restProperties({ basicAuth, tls }: RestSecurity): Properties {
  const scheme = tls ? "https" : "http";
  const main = `${scheme}://:${REST_PORT}`;
  const port = probePort({ basicAuth, tls });
  return {
    "rest.advertised.port": String(REST_PORT),
    "rest.advertised.listener": scheme,
    // The listener for probes requires the password, too.
    listeners: port === REST_PORT ? main : `${main},http://127.0.0.1:${port}`,
    ...(basicAuth
      ? {
          "rest.extension.classes":
            "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension",
        }
      : {}),
  };
}
