/** The arguments for the endpoint of a Connect cluster. */
import * as pulumi from "@pulumi/pulumi";
import { mapValues, onceKnown } from "../core/once-known";
import { defined, isMap } from "../core/values";

/**
 * A value, or a reference to an environment variable or a file on the machine that runs Pulumi. The
 * values of credentials automatically become Pulumi secrets. A reference keeps the value out of the
 * state, and a rotated credential then needs no deployment.
 */
export type CredentialInput =
  | pulumi.Input<string>
  | {
      /** The name of the environment variable. */
      env: pulumi.Input<string>;
    }
  | {
      /** The path, relative to the project's folder. */
      file: pulumi.Input<string>;
    };

/** How to reach the REST API of a Kafka Connect cluster. */
export interface ConnectEndpointArgs {
  /**
   * The address of the REST API, such as `https://connect.example.com:8083`, of any worker or of a
   * load balancer.
   *
   * A change costs nothing if `id` is set. Without `id` the provider queries both addresses: if the
   * new one belongs to the same cluster, nothing is replaced either. Otherwise the connector is
   * created on the new cluster first, and deleted on the old one once it runs there.
   *
   * Optional with `kubernetes`. It then sets what the port-forward does not define: https, a base
   * path, and the host name for the `Host` header and the worker's certificate. Its port is not
   * used.
   *
   * @default - required; with `kubernetes`: `http://<service>.<namespace>:<port>`
   */
  url?: pulumi.Input<string>;
  /**
   * A name of your choice that identifies the cluster, so its address can change. A change replaces
   * the connector, unless the cluster turns out to be the same. The connector is created on the new
   * cluster first, and deleted on the old one once it runs there. Adding an `id` to an endpoint
   * without one costs nothing while its url stays the same.
   *
   * @default - the url
   */
  id?: pulumi.Input<string>;
  /** User and password for HTTP basic authentication. A change costs nothing. */
  basicAuth?: pulumi.Input<{
    /** The user. */
    username: CredentialInput;
    /** The password. A value becomes a Pulumi secret. */
    password: CredentialInput;
  }>;
  /**
   * A token for `Authorization: Bearer …`. Cannot be combined with `basicAuth`. A change costs
   * nothing.
   */
  bearerToken?: CredentialInput;
  /**
   * Headers for every request, for a gateway in front of Connect. A worker that forwards a write to
   * another worker does not pass them on. A change costs nothing.
   */
  headers?: pulumi.Input<Record<string, CredentialInput>>;
  /** TLS settings, for an https url. A change costs nothing. */
  tls?: pulumi.Input<ConnectTlsArgs>;
  /**
   * Reaches the cluster through its Kubernetes API server, like `kubectl port-forward`: for a
   * Service of type ClusterIP, without an ingress. A change of `context` or `kubeconfig` costs
   * nothing. If `id` or `url` is set, no change costs anything.
   *
   * @default - the url is called directly
   */
  kubernetes?: pulumi.Input<ConnectKubernetesArgs>;
  /**
   * Whether the same stack manages the workers, as with a `ConnectCluster`. If the workers are
   * down, a refresh then keeps the last known state of the connector and warns, so the same run can
   * repair the workers. Otherwise the refresh fails. A change costs nothing.
   *
   * @default false
   */
  managed?: pulumi.Input<boolean>;
}

/**
 * A Kubernetes Service of Kafka Connect workers. In its namespace, the user of the kubeconfig needs
 * `get` on services, `list` on pods, and `get` and `create` on pods/portforward.
 */
export interface ConnectKubernetesArgs {
  /**
   * The Service's namespace. A change replaces the connector unless the endpoint has `id` or `url`.
   */
  namespace: pulumi.Input<string>;
  /**
   * The Service's name. It must have a selector. A change replaces the connector unless the
   * endpoint has `id` or `url`.
   */
  service: pulumi.Input<string>;
  /**
   * The Service's port. A change replaces the connector unless the endpoint has `id` or `url`.
   *
   * @default 8083
   */
  port?: pulumi.Input<number>;
  /**
   * The kubeconfig's context. If it is set, a change of the current context does not lead to
   * another cluster. A change costs nothing.
   *
   * @default - the current context
   */
  context?: pulumi.Input<string>;
  /**
   * The text of a kubeconfig, which becomes a Pulumi secret, or `{ file: path }`. A change costs
   * nothing.
   *
   * @default - as kubectl: `KUBECONFIG`, `~/.kube/config`, or the service account of the pod that
   * runs Pulumi
   */
  kubeconfig?: CredentialInput;
}

/**
 * TLS settings. All certificates and keys are PEM text, or `{ file: path }`. A change costs
 * nothing.
 */
export interface ConnectTlsArgs {
  /** The CA that signed the worker's certificate. @default - the CAs that Node.js trusts */
  ca?: CredentialInput;
  /** A client certificate. Requires `key`. @default - none */
  cert?: CredentialInput;
  /** The private key of `cert`. A value becomes a Pulumi secret. @default - none */
  key?: CredentialInput;
  /** The host name in the worker's certificate. @default - the host name of the url */
  serverName?: pulumi.Input<string>;
  /**
   * Accepts any certificate. For experiments only: anyone on the network path can read the
   * credentials.
   *
   * @default false
   */
  insecureSkipVerify?: pulumi.Input<boolean>;
}

/** Leaves a value of the wrong type unchanged: `check` refuses it, with its path. */
export function withSecretCredentials(endpoint: ConnectEndpointArgs): ConnectEndpointArgs {
  const given: unknown = endpoint;
  if (!isMap(given)) return endpoint;
  const { basicAuth, bearerToken, headers, tls, kubernetes } = endpoint;
  return {
    ...endpoint,
    ...defined({
      basicAuth: inside(basicAuth, (auth) => ({
        ...auth,
        password: secretCredential(auth.password),
      })),
      bearerToken: secretCredential(bearerToken),
      headers: inside(headers, (all) => mapValues(all, (_, value) => secretCredential(value))),
      tls: inside(tls, (settings) => ({
        ...settings,
        ...defined({ key: secretCredential(settings.key) }),
      })),
      kubernetes: inside(kubernetes, withSecretKubeconfig),
    }),
  };
}

function inside<T extends object>(
  input: pulumi.Input<T> | undefined,
  change: (value: T) => pulumi.Input<T>,
): pulumi.Input<T> | undefined {
  if (input === undefined) return undefined;
  return onceKnown(input, (value) => (isMap(value as unknown) ? change(value) : value));
}

export function withSecretKubeconfig<T extends { kubeconfig?: CredentialInput | undefined }>(
  access: T,
): T {
  const { kubeconfig } = access;
  return kubeconfig === undefined
    ? access
    : { ...access, kubeconfig: secretCredential(kubeconfig) };
}

/** A reference to a credential is not secret itself. */
function secretCredential<T extends CredentialInput | undefined>(
  credential: T,
): T | CredentialInput {
  if (credential === undefined || !isGiven(credential)) return credential;
  const isPlaceToRead =
    typeof credential === "object" && ("env" in credential || "file" in credential);
  if (isPlaceToRead && !pulumi.Output.isInstance(credential)) return credential;
  return pulumi.secret(credential as pulumi.Input<string>);
}

/** In JavaScript it may be null. */
function isGiven(value: unknown): boolean {
  return value !== null;
}

/**
 * How failed connectors and tasks are restarted, during a deployment and afterwards. A change costs
 * nothing.
 */
export interface RestartPolicyArgs {
  /** `OnFailure` restarts failed parts, `Never` does not. @default "OnFailure" */
  type?: pulumi.Input<"OnFailure" | "Never">;
  /**
   * The maximum number of restarts before the connector is given up. A deployment waits 1 to 10
   * seconds between restarts; the healing agent uses its own delays.
   *
   * @default 10
   */
  maxRetry?: pulumi.Input<number>;
}

/** A `ConnectCluster`, or another object that publishes its endpoint. */
export interface HasEndpoint {
  /** The endpoint, known once the cluster answers. */
  readonly endpoint: pulumi.Output<ConnectEndpointArgs>;
}

/** A `ConnectCluster` also passes restart policies to its healing agent. */
export interface KeepsRestartPolicies {
  declareRestartPolicy(
    resourceName: string,
    connectorName: pulumi.Input<string>,
    policy: pulumi.Input<RestartPolicyArgs>,
  ): void;
  /** Receives the policies of a set's connectors, by the connectors' names. */
  declareRestartPolicies?(
    resourceName: string,
    policies: pulumi.Input<Readonly<Record<string, pulumi.Input<RestartPolicyArgs>>>>,
  ): void;
}

/** A cluster argument of a resource or a getter: a `ConnectCluster` or an endpoint. */
export type ClusterInput = pulumi.Input<ConnectEndpointArgs> | HasEndpoint;

export function endpointIn(cluster: ClusterInput): pulumi.Input<ConnectEndpointArgs> {
  return publishes(cluster) ? cluster.endpoint : cluster;
}

export function publishes(cluster: ClusterInput): cluster is HasEndpoint {
  return isMap(cluster) && !pulumi.Output.isInstance(cluster) && "endpoint" in cluster;
}

export function keepsRestartPolicies<T extends object>(
  cluster: T,
): cluster is T & KeepsRestartPolicies {
  return "declareRestartPolicy" in cluster && typeof cluster.declareRestartPolicy === "function";
}
