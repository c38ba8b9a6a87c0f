/**
 * How messages name the arguments of an endpoint: users of the command pass options, not
 * `cluster.url`.
 */
import type { Endpoint, KubernetesService } from "./endpoint";

type Group<K extends "basicAuth" | "tls"> = `${K}.${string & keyof NonNullable<Endpoint[K]>}`;

/** The path of an argument inside `cluster`. */
export type EndpointPath =
  | Exclude<keyof Endpoint, "managed">
  | Group<"basicAuth">
  | Group<"tls">
  | `kubernetes.${keyof KubernetesService}`;

/** Such a path, or the path of one header. */
export type CredentialPath = EndpointPath | `headers["${string}"]`;

export interface Terms {
  readonly name: (path: CredentialPath) => string;
  /** The arguments with credentials. */
  readonly credentials: string;
  /** The arguments that select a Service. */
  readonly service: string;
  /** Where the provider reads references and environment variables: "set X here". */
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
