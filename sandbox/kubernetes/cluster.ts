/** A real cluster: pods run, and `stop` takes away what was made for it. */
export interface Kubernetes {
  readonly kind: "given" | "kind" | "local";
  readonly kubeconfig: string;
  /** This machine as pods see it; for a given cluster only where SANDBOX_HOST_ADDRESS says so. */
  readonly hostAddress: string | undefined;
  /**
   * The `host:port` of this machine from which nodes pull without TLS, when a registry is started
   * there; for a given cluster only where SANDBOX_REGISTRY says so.
   */
  readonly registry: string | undefined;
  /** Kafka and Connect at /opt/kafka; the nodes have it or can pull it. */
  readonly workerImage: string;
  /** Kafka Connect before 3.8, which lacks much of what the workers are given. */
  readonly olderImage: string;
  /** Has Node.js, for the healing agent. */
  readonly nodeImage: string;
  readonly stop: () => Promise<void>;
}

/** Nothing is broken: this machine just has no way to a cluster. */
export class NoKubernetes extends Error {}
