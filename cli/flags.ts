/** How messages name the arguments of an endpoint that comes from the options of a command. */
import {
  type CredentialPath,
  type EndpointPath,
  PROGRAM_TERMS,
  type Terms,
} from "../provider/endpoint/terms";

const FLAGS: Readonly<Record<EndpointPath, string>> = {
  url: "--url",
  id: "--cluster",
  basicAuth: "--user",
  "basicAuth.username": "--user",
  "basicAuth.password": "--password-env or --password-file",
  bearerToken: "--token-env or --token-file",
  headers: "headers",
  tls: "--ca, --cert, --key, --server-name or --insecure",
  "tls.ca": "--ca",
  "tls.cert": "--cert",
  "tls.key": "--key",
  "tls.serverName": "--server-name",
  "tls.insecureSkipVerify": "--insecure",
  kubernetes: "--kubernetes",
  "kubernetes.namespace": "--kubernetes",
  "kubernetes.service": "--kubernetes",
  "kubernetes.port": "--kubernetes",
  "kubernetes.context": "--context",
  "kubernetes.kubeconfig": "--kubeconfig",
};

/** Headers are missing, because no option sets them. */
function isFlag(path: CredentialPath): path is EndpointPath {
  return Object.hasOwn(FLAGS, path);
}

const OF_A_COMMAND = { here: "here", machine: "this machine" } as const;

/** For a cluster from options. */
export const FLAG_TERMS: Terms = {
  name: (path) => (isFlag(path) ? FLAGS[path] : path),
  credentials: "--user and its password, or the token",
  service: FLAGS.kubernetes,
  ...OF_A_COMMAND,
};

/** For a cluster from a stack, whose program has the arguments. */
export const STACK_TERMS: Terms = { ...PROGRAM_TERMS, ...OF_A_COMMAND };

const CLUSTER = "cluster.";

/** The option for an argument, by the argument's path in a program. */
export function flagOf(property: string): string {
  const path = property.startsWith(CLUSTER) ? property.slice(CLUSTER.length) : property;
  return FLAG_TERMS.name(path as CredentialPath);
}
