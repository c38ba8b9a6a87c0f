/** What a message calls the arguments of an endpoint: who gave options to a command knows no `cluster.url`. */
import type { Endpoint, KubernetesService } from "./endpoint";

type Group<K extends "basicAuth" | "tls"> = `${K}.${string & keyof NonNullable<Endpoint[K]>}`;

/** The path of an argument inside `cluster`. */
export type EndpointPath =
  | Exclude<keyof Endpoint, "managed">
  | Group<"basicAuth">
  | Group<"tls">
  | `kubernetes.${keyof KubernetesService}`;

/** The same, or that of one header. */
export type CredentialPath = EndpointPath | `headers["${string}"]`;

export interface Terms {
  readonly name: (path: CredentialPath) => string;
  /** The arguments that log in. */
  readonly credentials: string;
  /** Those that choose a Service. */
  readonly service: string;
  /** Where references and environment variables are read: "set X here". */
  readonly here: string;
  /** The same as the subject of a sentence. */
  readonly machine: string;
}

/** For the author of a program. */
export const PROGRAM_TERMS: Terms = {
  name: (path) => `cluster.${path}`,
  credentials: "cluster.basicAuth, cluster.bearerToken or cluster.headers",
  service: "cluster.kubernetes.namespace, service and port",
  here: "where Pulumi runs",
  machine: "the machine that runs Pulumi",
};
