/**
 * A value, or where to read it on the machine that runs Pulumi. A reference keeps the value out of
 * the state, and a rotated credential needs no deployment.
 */
export type Credential = string | { readonly env: string } | { readonly file: string };

/** How to reach a Connect cluster, as it is stored: the resolved form of `ConnectEndpoint`. */
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
}

/** The url in one spelling, so that a trailing slash is no difference. */
export function canonicalUrl(url: string): string {
  return new URL(url).href.replace(/\/+$/, "");
}

/** What tells this cluster from another one. */
export function clusterId(endpoint: Pick<Endpoint, "id" | "url">): string {
  return endpoint.id ?? canonicalUrl(endpoint.url);
}
