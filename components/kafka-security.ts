/**
 * TLS and SASL between Kafka and the workers, including the clients of their connectors.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { CertSecretArgs } from "./mounts";

/** TLS and SASL to Kafka, for the workers and for the clients that they create for connectors. */
export interface KafkaSecurityArgs {
  /**
   * Enables TLS. `{}` is enough if the image's Java already trusts the brokers' certificates. A
   * Secret adds other authorities and, if it contains one with its key, a client certificate. A
   * change rolls the pods.
   *
   * @default - no TLS
   */
  tls?: Partial<CertSecretArgs>;
  /**
   * The workers' Kafka user. A change rolls the pods.
   *
   * @default - none
   */
  authentication?: {
    /** The SASL mechanism. */
    type: KafkaSaslType;
    /**
     * A Secret with `username` and `password`, or Confluent for Kubernetes' `plain.txt` with one
     * line for each. A pod reads it when it starts.
     */
    secretRef: pulumi.Input<string>;
  };
}

/** SASL mechanisms of Kafka: PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
export type KafkaSaslType = "plain" | "scram-sha-256" | "scram-sha-512";

/** A client of a connector inherits nothing from its worker. */
export const KAFKA_CLIENTS = ["", "producer.", "consumer.", "admin."] as const;

/**
 * The properties that are not secret and do not depend on the content of a Secret. The pods add the
 * others at start.
 */
export function kafkaProperties({
  tls,
  authentication,
}: KafkaSecurityArgs): Record<string, string> {
  if (tls === undefined && authentication === undefined) return {};
  const transport = tls === undefined ? "PLAINTEXT" : "SSL";
  const settings: Record<string, string> =
    authentication === undefined
      ? { "security.protocol": transport }
      : {
          "security.protocol": `SASL_${transport}`,
          "sasl.mechanism": authentication.type.toUpperCase(),
        };
  return Object.fromEntries(
    KAFKA_CLIENTS.flatMap((client) =>
      Object.entries(settings).map(([key, value]) => [`${client}${key}`, value]),
    ),
  );
}

/** The class that reads the user from a JAAS config. */
export function loginModule(type: KafkaSaslType): string {
  const security = "org.apache.kafka.common.security";
  return type === "plain"
    ? `${security}.plain.PlainLoginModule`
    : `${security}.scram.ScramLoginModule`;
}
