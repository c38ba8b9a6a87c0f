import { kafkaImageVersion } from "./worker-image";

/** Any cluster that can pull from a public registry runs Apache's own image. */
export const publicImage = `apache/kafka:${kafkaImageVersion}`;

export const publicNodeImage = "node:22-alpine";
