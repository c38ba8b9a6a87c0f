/** The arguments of a `ConnectCluster`, and their defaults. */
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { Duration } from "../provider/core/duration";
import type { CredentialInput } from "../provider/endpoint/args";
import type { KafkaSecurityArgs } from "./kafka-security";
import type { HealingArgs } from "./healing-args";
import type { KubernetesAccessArgs } from "./kubernetes-access";
import type { WorkerMetricsArgs } from "./metrics";
import type { CertSecretArgs, ConnectorTlsCertArgs, MountedSecretArgs } from "./mounts";
import type { PluginSourcesArgs } from "./plugins/args";

/**
 * The arguments of a `ConnectCluster`. Only `bootstrapServers` and `image.application` are
 * required.
 */
export interface ConnectClusterArgs {
  /**
   * The name of the StatefulSet and the Service, and the prefix of all other fixed names. A name
   * that another resource or stack uses is refused. A change replaces everything.
   *
   * @default - the resource's name
   */
  name?: pulumi.Input<string>;
  /**
   * The namespace of all objects. It must exist. A change replaces everything.
   *
   * @default "default"
   */
  namespace?: pulumi.Input<string>;
  /** The number of workers. A change adds or removes pods and causes a rebalance. @default 3 */
  replicas?: pulumi.Input<number>;
  /**
   * Whether others, such as a HorizontalPodAutoscaler or `kubectl scale`, set the number of workers
   * once the StatefulSet exists. `replicas` is then only the initial number, and changing it later
   * has no effect. Without `autoscaled`, the next change of the pods or of their number is refused
   * if others have set another number than `replicas`. A change costs nothing.
   *
   * @default false
   */
  autoscaled?: boolean;
  /**
   * The Kafka brokers, as `host:port,host:port`. A change rolls the pods. If they are the brokers
   * of another Kafka cluster, the connectors are recreated there. The contents of the old topics
   * are not copied.
   */
  bootstrapServers: pulumi.Input<string>;
  /** TLS and SASL to the brokers. A change rolls the pods. @default - neither */
  kafka?: KafkaSecurityArgs;
  /** The container images. */
  image: {
    /**
     * An image of Kafka Connect 3.0 or later: Confluent's (7.0 or later), Apache Kafka's,
     * Debezium's or Strimzi's. A change rolls the pods.
     */
    application: pulumi.Input<string>;
    /**
     * The image of the init containers: it installs the plugins (requires curl or wget, tar, unzip
     * and sha512sum) and creates the key stores and trust stores (requires openssl and keytool). A
     * change rolls the pods.
     *
     * @default "eclipse-temurin:21-jre-alpine"
     */
    init?: pulumi.Input<string>;
    /** When a node pulls the images. A change rolls the pods. @default "IfNotPresent" */
    pullPolicy?: pulumi.Input<"Always" | "IfNotPresent" | "Never">;
    /** Names of Secrets with registry credentials. A change rolls the pods. */
    pullSecrets?: pulumi.Input<string>[];
  };
  /** Plugins that an init container installs when a pod starts. A change rolls the pods. */
  build?: {
    /**
     * Installs the plugins when a pod starts, not into an image. Confluent for Kubernetes uses the
     * same name.
     */
    onDemand: {
      /** The plugins. */
      plugins: PluginSourcesArgs;
      /** The maximum size of the plugins and their archives on the node. @default "4G" */
      storageLimit?: pulumi.Input<string>;
    };
  };
  /**
   * Secrets whose keys become files below `/mnt/secrets/<secret>/`, for connectors:
   * `${file:/mnt/secrets/<secret>/<key>:<property>}`. A change of the list rolls the pods. Changed
   * content reaches the files within about a minute; a connector reads it when it restarts.
   */
  mountedSecrets?: MountedSecretArgs[];
  /**
   * Accepts that connectors can read every file in the pods, including the workers' own passwords
   * and keys. Kafka Connect before 3.8 cannot restrict which files `${file:…}` and `${directory:…}`
   * references read. With such an image, workers that have `kafka.authentication`,
   * `kafka.tls.secretRef`, `tls` or `basicAuth` start only if this is `true`. From 3.8 on,
   * references can read only the files that are mounted for connectors, whatever this argument
   * says. A change rolls the pods.
   *
   * @default false
   */
  unlimitedFileReferences?: boolean;
  /**
   * Certificates for connectors, as Java stores below `/mnt/sslcerts/<secret>/`. A change rolls the
   * pods.
   */
  connectorTLSCerts?: ConnectorTlsCertArgs[];
  /**
   * The consumer group of the workers (`group.id`), which no other cluster on the same Kafka may
   * use. A change means another Connect cluster: it keeps the connectors, but until all pods have
   * rolled, workers of both groups run every connector.
   *
   * @default "<namespace>.<name>"
   */
  groupId?: pulumi.Input<string>;
  /**
   * The topics in which Connect stores connectors, offsets and states. A change means another
   * Connect cluster. With another `config`, the connectors are recreated there; with another
   * `offset`, source connectors start from the beginning. The contents of the old topics are not
   * copied.
   *
   * @default - "<namespace>.<name>-configs", "-offsets" and "-status"
   */
  internalTopics?: {
    /** `config.storage.topic`. */
    config?: pulumi.Input<string>;
    /** `offset.storage.topic`. */
    offset?: pulumi.Input<string>;
    /** `status.storage.topic`. */
    status?: pulumi.Input<string>;
  };
  /**
   * The replication factor of the internal topics when Connect creates them. Existing topics keep
   * theirs. A change rolls the pods.
   *
   * @default 3
   */
  internalTopicReplicationFactor?: pulumi.Input<number>;
  /**
   * How long Connect waits for a lost worker before it assigns its tasks to others. The tasks do
   * not run during this time. Choose a little more than a pod needs to restart. A change rolls the
   * pods.
   *
   * @default "1m"
   */
  rebalanceDelay?: pulumi.Input<Duration>;
  /**
   * Further worker properties. They are stored in a ConfigMap, so do not put secrets here.
   * Properties that have their own argument or would break the cluster are refused. A change rolls
   * the pods.
   */
  config?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /**
   * Plugin folders inside the image, in addition to those of the supported images. A change rolls
   * the pods.
   */
  pluginPath?: pulumi.Input<string>[];
  /**
   * The user and password of the workers' REST API: a Secret with `username` and `password` for the
   * workers, and the same two values for `endpoint`. A change rolls the pods.
   *
   * @default - none: anyone who can reach the API may use it
   */
  basicAuth?: {
    /** The Secret's name, in the workers' namespace. */
    secretRef: pulumi.Input<string>;
    /** Its `username`. */
    username: CredentialInput;
    /** Its `password`. */
    password: CredentialInput;
  };
  /**
   * The certificate of the workers' REST API. With it, the workers listen only on https and forward
   * requests to each other over https. The certificate must be valid for `serverName` and, with
   * more than one worker, also for `*.<name>-headless.<namespace>.svc.<clusterDomain>`: a worker
   * checks the name of the other one, and answers only to names in its own certificate. A pod reads
   * the certificate when it starts. A change rolls the pods. While they roll from http to https or
   * back, writes may fail.
   *
   * @default - http
   */
  tls?: CertSecretArgs & {
    /**
     * The CA that signed the certificate, as PEM, for `endpoint`.
     *
     * @default - the CAs that Node.js trusts
     */
    ca?: CredentialInput;
    /**
     * The host name by which `endpoint` and the probes call a worker.
     *
     * @default "<name>.<namespace>.svc"
     */
    serverName?: pulumi.Input<string>;
  };
  /** Prometheus metrics of the workers. A change rolls the pods. @default - none */
  metrics?: WorkerMetricsArgs;
  /**
   * The agent that restarts failed connectors and tasks according to the `restartPolicy` of each
   * connector. It runs in its own small pod. `false` creates none. A change costs the workers
   * nothing.
   *
   * @default {}
   */
  healing?: HealingArgs | false;
  /**
   * The resources of a worker's container. A change rolls the pods.
   *
   * @default - requests 250m CPU and 1Gi, limit 2Gi memory
   */
  resources?: pulumi.Input<core.v1.ResourceRequirements>;
  /**
   * The JVM's heap options. A change rolls the pods.
   *
   * @default "-XX:InitialRAMPercentage=50 -XX:MaxRAMPercentage=60"
   */
  heap?: pulumi.Input<string>;
  /**
   * Further JVM options. They cannot select another garbage collector, because the images select
   * theirs in `KAFKA_JVM_PERFORMANCE_OPTS`. Set this variable in `podTemplate` instead. A change
   * rolls the pods.
   */
  jvmOptions?: pulumi.Input<string>[];
  /** The user and group of all containers. A change rolls the pods. @default 1000 */
  user?: number;
  /**
   * How many workers may be evicted at the same time, as a number or a percentage. `false` creates
   * no PodDisruptionBudget. A change costs nothing.
   *
   * @default 1
   */
  maxUnavailable?: pulumi.Input<number | string> | false;
  /** Labels for every object. A change rolls the pods. */
  labels?: Record<string, pulumi.Input<string>>;
  /** Annotations for the pods. A change rolls them. */
  annotations?: Record<string, pulumi.Input<string>>;
  /** The DNS domain of the Kubernetes cluster. A change rolls the pods. @default "cluster.local" */
  clusterDomain?: pulumi.Input<string>;
  /**
   * Merged over the pod template. Lists of named items (containers, volumes, env) are merged by
   * name. A change rolls the pods.
   */
  podTemplate?: core.v1.PodTemplateSpecPatch;
  /**
   * How Pulumi itself reaches the Kubernetes cluster, to wait for the pods and for the
   * port-forward: a context, and a kubeconfig as text (then stored, encrypted, in the state of
   * every connector) or as `{ file: path }` or `{ env: "NAME" }`. A change costs nothing.
   *
   * @default - as the Kubernetes provider of this resource
   */
  kubernetes?: KubernetesAccessArgs;
  /**
   * The address at which `Connector`s reach the REST API. A change costs nothing.
   *
   * @default - through a port-forward to a worker
   */
  url?: pulumi.Input<string>;
}

export const DEFAULTS = {
  namespace: "default",
  replicas: 3,
  autoscaled: false,
  init: "eclipse-temurin:21-jre-alpine",
  pullPolicy: "IfNotPresent",
  storageLimit: "4G",
  replicationFactor: 3,
  rebalanceDelay: "1m",
  unlimitedFileReferences: false,
  heap: "-XX:InitialRAMPercentage=50 -XX:MaxRAMPercentage=60",
  user: 1000,
  maxUnavailable: 1,
  clusterDomain: "cluster.local",
  resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { memory: "2Gi" } },
} as const;
