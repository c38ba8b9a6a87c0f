/** A real cluster, in which pods run. `stop` removes everything that was created for it. */
export interface Kubernetes {
  readonly kind: "given" | "kind" | "local";
  readonly kubeconfig: string;
  /** The address of this machine for pods; for a given cluster only with SANDBOX_HOST_ADDRESS. */
  readonly hostAddress: string | undefined;
  /**
   * The `host:port` of this machine from which nodes pull without TLS, once a registry runs there;
   * for a given cluster only with SANDBOX_REGISTRY.
   */
  readonly registry: string | undefined;
  /** Kafka and Connect at /opt/kafka; the nodes have it or can pull it. */
  readonly workerImage: string;
  /** Kafka Connect before 3.8, which lacks many features that the workers use. */
  readonly olderImage: string;
  /** Has Node.js, for the healing agent. */
  readonly nodeImage: string;
  readonly stop: () => Promise<void>;
}

/** Not a failure: no cluster is available on this machine. */
export class NoKubernetes extends Error {}
