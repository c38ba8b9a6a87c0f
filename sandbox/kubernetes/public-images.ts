import { kafkaImageVersion } from "./worker-image";

/** Any cluster that can pull from a public registry runs Apache's own image. */
export const publicImage = `apache/kafka:${kafkaImageVersion}`;

/** Kafka Connect 3.0, from a registry with images that old. */
export const publicOlderImage = "confluentinc/cp-server-connect:7.0.1";

export const publicNodeImage = "node:22-alpine";
