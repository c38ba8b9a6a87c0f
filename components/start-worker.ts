/** The scripts that start and probe a worker's container, and their environment. */
import * as pulumi from "@pulumi/pulumi";
import { KAFKA_CLIENTS, type KafkaSecurityArgs, loginModule } from "./kafka-security";
import { METRICS_PORT, type WorkerMetricsArgs, RULES_FILE } from "./metrics";
import { PATHS } from "./mounts";
import { AGENT_FOLDER } from "./plugins/check";
import { shellScript } from "./shell-script";
import type { WorkerCerts } from "./worker-certs";
import { probePort } from "./worker-config";

/**
 * The JAAS module reads a properties file, which the start script writes from the Secret's user and
 * password.
 */
const REST_USERS = "/tmp/rest-users.properties";

export const REST_JAAS = `KafkaConnect {
  org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule required
  file="${REST_USERS}";
};
`;

export const START_WORKER = shellScript(__dirname, "start-worker.sh");
export const PROBE_WORKER = shellScript(__dirname, "probe-worker.sh");

/**
 * The scripts' variables, in addition to POD_NAME, HEADLESS_SERVICE and the variables of Kafka's
 * scripts.
 */
export function scriptEnvironment(worker: {
  readonly kafkaAuth?: KafkaSecurityArgs["authentication"];
  readonly basicAuth?: pulumi.Input<string> | undefined;
  readonly tls: boolean;
  readonly unlimitedFileReferences: boolean;
  readonly workerCerts: Pick<WorkerCerts, "stores">;
  readonly metrics?: WorkerMetricsArgs | undefined;
}): Record<string, pulumi.Input<string>> {
  const { kafkaAuth, basicAuth, metrics } = worker;
  const { kafka, rest } = worker.workerCerts.stores;
  const env: Record<string, pulumi.Input<string>> = {
    WORKER_PROPERTIES: `${PATHS.config}/worker.properties`,
    WORKER_PROBE_PORT: String(probePort({ basicAuth: basicAuth !== undefined, tls: worker.tls })),
  };
  if (worker.unlimitedFileReferences) env.WORKER_UNLIMITED_FILE_REFERENCES = "true";
  if (kafkaAuth !== undefined) {
    env.WORKER_KAFKA_AUTH = PATHS.kafkaAuth;
    env.WORKER_LOGIN_MODULE = loginModule(kafkaAuth.type);
  }
  if (kafka !== undefined) env.WORKER_KAFKA_STORES = kafka;
  if (kafkaAuth !== undefined || kafka !== undefined) {
    // The script adds the worker itself, whose prefix is empty.
    env.WORKER_KAFKA_CLIENTS = KAFKA_CLIENTS.filter((prefix) => prefix !== "").join(" ");
  }
  if (rest !== undefined) env.WORKER_REST_STORES = rest;
  if (basicAuth !== undefined) {
    env.WORKER_REST_AUTH = PATHS.restAuth;
    env.WORKER_REST_USERS = REST_USERS;
  }
  if (metrics !== undefined) {
    env.WORKER_AGENT = `${PATHS.plugins}/${AGENT_FOLDER}`;
    env.WORKER_AGENT_RULES = `${PATHS.config}/${RULES_FILE}`;
    env.WORKER_AGENT_PORT = pulumi.interpolate`${metrics.port ?? METRICS_PORT}`;
  }
  return env;
}
