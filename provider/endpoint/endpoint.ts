import { isUnknown, type MaybeUnknown } from "../core/unknown";
import { isMap, type Raw } from "../core/values";

/**
 * A value, or where to read it on the machine that runs Pulumi. A reference keeps the value out of
 * the state, and a rotated credential needs no deployment.
 */
export type Credential = string | { readonly env: string } | { readonly file: string };

/** A Service in Kubernetes, reached through a port-forward of the API server. */
export interface KubernetesService {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly context?: string;
  readonly kubeconfig?: Credential;
}

/** The url of Connect's REST API. */
export const DEFAULT_PORT = 8083;

/** How to reach a Connect cluster, as it is stored: the resolved form of `ConnectEndpointArgs`. */
export interface Endpoint {
  readonly url: string;
  readonly id?: string;
  readonly basicAuth?: { readonly username: Credential; readonly password: Credential };
  readonly bearerToken?: Credential;
  readonly headers?: Readonly<Record<string, Credential>>;
  readonly tls?: {
    readonly ca?: Credential;
    readonly cert?: Credential;
    readonly key?: Credential;
    readonly serverName?: string;
    readonly insecureSkipVerify?: boolean;
  };
  readonly kubernetes?: KubernetesService;
  /** The workers belong to the same stack, which can repair them. */
  readonly managed?: boolean;
}

/** The url in one spelling, so that a trailing slash makes no difference. */
export function canonicalUrl(url: string): string {
  return new URL(url).href.replace(/\/+$/, "");
}

/**
 * The url of a Service inside its Kubernetes cluster. Messages show it, and it is the default id.
 */
export function serviceUrl({
  namespace,
  service,
  port,
}: Pick<KubernetesService, "namespace" | "service" | "port">): string {
  return canonicalUrl(`http://${service}.${namespace}:${port}`);
}

/** The address of a cluster, without the credentials for it. */
export function addressOf({ url, id, kubernetes }: Raw): Raw {
  const { kubeconfig: _, ...service } = isMap(kubernetes) ? kubernetes : {};
  const known = id === undefined ? { url } : { url, id };
  return isMap(kubernetes) ? { ...known, kubernetes: service } : known;
}

/** Identifies the cluster. */
export function clusterId({ id, url }: { id?: string | undefined; url: string }): string {
  return id ?? canonicalUrl(url);
}

/** Undefined if it is unknown in a preview. */
export function knownClusterId(endpoint: MaybeUnknown<Endpoint>): string | undefined {
  if (isUnknown(endpoint)) return undefined;
  const { id, url } = endpoint;
  if (id !== undefined) return isUnknown(id) ? undefined : id;
  return isUnknown(url) ? undefined : canonicalUrl(url);
}
