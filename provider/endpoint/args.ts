/** A Connect cluster's endpoint, as a program gives it. */
import * as pulumi from "@pulumi/pulumi";
import { mapValues, onceKnown } from "../core/once-known";
import { defined, isMap } from "../core/values";

/**
 * A value (credentials are made Pulumi secrets without being asked), or where to read it on the
 * machine that runs Pulumi: an environment variable or a file. A reference keeps the value out of
 * the state, and a rotated credential then needs no deployment.
 */
export type CredentialInput =
  | pulumi.Input<string>
  | {
      /** The name of the environment variable. */
      env: pulumi.Input<string>;
    }
  | {
      /** The path, from the project's folder. */
      file: pulumi.Input<string>;
    };

/** How to reach the REST API of a Kafka Connect cluster. */
export interface ConnectEndpoint {
  /**
   * Where the REST API is, such as `https://connect.example.com:8083`. Any worker will do, and so
   * will a load balancer.
   *
   * A change costs nothing when `id` is set. Without `id` the provider looks at both addresses: if the
   * new one leads to the same cluster, nothing is replaced either. Otherwise the connector is created
   * on the new cluster first and deleted on the old one when it runs there.
   *
   * With `kubernetes` it may be left out. Given, it says what the port-forward does not: https, a base
   * path, and the host name of the `Host` header and of the worker's certificate. Its port is then not
   * used.
   *
   * @default - required; with `kubernetes`: `http://<service>.<namespace>:<port>`
   */
  url?: pulumi.Input<string>;
  /**
   * A name of your choice for this cluster, so that its address can change. A change replaces the
   * connector, unless the cluster turns out to be the same: it is created on the new cluster first and
   * deleted on the old one when it runs there. Giving an `id` to an endpoint that had none costs
   * nothing while its url stays.
   *
   * @default - the url
   */
  id?: pulumi.Input<string>;
  /** User and password for HTTP basic authentication. A change costs nothing. */
  basicAuth?: pulumi.Input<{
    /** The user. */
    username: CredentialInput;
    /** Made a Pulumi secret. */
    password: CredentialInput;
  }>;
  /** A token for `Authorization: Bearer …`. Not together with `basicAuth`. A change costs nothing. */
  bearerToken?: CredentialInput;
  /**
   * Headers for every request, for a gateway in front of Connect. Connect does not pass them on when
   * a worker forwards a write to another one. A change costs nothing.
   */
  headers?: pulumi.Input<Record<string, CredentialInput>>;
  /** TLS settings, for an https url. A change costs nothing. */
  tls?: pulumi.Input<ConnectTls>;
  /**
   * Reach the cluster through the API server of its Kubernetes, as `kubectl port-forward` does: for a
   * Service of type ClusterIP, without an ingress. A change of `context` or `kubeconfig` costs nothing,
   * and any other neither when `id` or `url` is set.
   *
   * @default - the url is reached directly
   */
  kubernetes?: pulumi.Input<ConnectKubernetes>;
  /**
   * The workers belong to the same stack, as those of a `ConnectCluster` do. When they are down, a
   * refresh then keeps the last known state of the connector with a warning, so that the same run can
   * repair the workers; otherwise it fails. A change costs nothing.
   *
   * @default false
   */
  managed?: pulumi.Input<boolean>;
}

/**
 * A Service of Kafka Connect workers in Kubernetes. The user of the kubeconfig needs, in its
 * namespace, `get` on services, `list` on pods, and `get` and `create` on pods/portforward.
 */
export interface ConnectKubernetes {
  /** The Service's namespace. A change replaces the connector unless the endpoint has `id` or `url`. */
  namespace: pulumi.Input<string>;
  /** The Service's name; it must have a selector. A change does as one of `namespace`. */
  service: pulumi.Input<string>;
  /**
   * The Service's port. A change does as one of `namespace`.
   *
   * @default 8083
   */
  port?: pulumi.Input<number>;
  /**
   * The kubeconfig's context: with it another current context does not lead to another cluster.
   * A change costs nothing.
   *
   * @default - the current context
   */
  context?: pulumi.Input<string>;
  /**
   * A kubeconfig's text (made a Pulumi secret); for a file give `{ file: path }`. A change costs
   * nothing.
   *
   * @default - as kubectl: `KUBECONFIG`, `~/.kube/config`, or the service account of the pod that runs Pulumi
   */
  kubeconfig?: CredentialInput;
}

/** All texts are PEM; for files give `{ file: path }`. */
export interface ConnectTls {
  /** @default - the CAs that Node.js trusts */
  ca?: CredentialInput;
  /** The client's certificate, with `key`. */
  cert?: CredentialInput;
  /** The private key of `cert`. */
  key?: CredentialInput;
  /** The name that the worker's certificate is for, when it is not the one in the url. */
  serverName?: pulumi.Input<string>;
  /**
   * Accept any certificate. For experiments: whoever is in between reads the credentials.
   *
   * @default false
   */
  insecureSkipVerify?: pulumi.Input<boolean>;
}

/** What is not of the declared type stays as it is: `check` refuses it, with its path. */
export function withSecretCredentials(endpoint: ConnectEndpoint): ConnectEndpoint {
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

/** A reference to a credential is none itself. */
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

/** What to do about a connector or task that is FAILED: while a deployment waits, and afterwards. */
export interface RestartPolicyArgs {
  /** @default "OnFailure" */
  type?: pulumi.Input<"OnFailure" | "Never">;
  /**
   * Restarts before it is given up: by a deployment with waits that grow from 1 to 10 seconds, by the
   * healing agent with those of its own.
   *
   * @default 10
   */
  maxRetry?: pulumi.Input<number>;
}

/** A `ConnectCluster`, or anything else that publishes how it is reached. */
export interface HasEndpoint {
  /** Known when the cluster answers. */
  readonly endpoint: pulumi.Output<ConnectEndpoint>;
  /** Told of a policy that is the connector's own, for what restarts connectors between deployments. */
  declareRestartPolicy?(
    resourceName: string,
    connectorName: pulumi.Input<string>,
    policy: pulumi.Input<RestartPolicyArgs>,
  ): void;
}

/** How a cluster is given to a resource or a getter. */
export type ClusterInput = pulumi.Input<ConnectEndpoint> | HasEndpoint;

export function endpointIn(cluster: ClusterInput): pulumi.Input<ConnectEndpoint> {
  return publishes(cluster) ? cluster.endpoint : cluster;
}

export function publishes(cluster: ClusterInput): cluster is HasEndpoint {
  return isMap(cluster) && !pulumi.Output.isInstance(cluster) && "endpoint" in cluster;
}
