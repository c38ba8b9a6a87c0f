/** The arguments of a `ConnectCluster`, and what they are when they are not given. */
import type { core } from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import type { CredentialInput } from "../provider/endpoint/args";
import type { KafkaSecurity } from "./kafka-security";
import type { HealingArgs } from "./healing-args";
import type { KubernetesAccess } from "./kubernetes-access";
import type { Metrics } from "./metrics";
import type { CertSecret, ConnectorTLSCert, MountedSecret } from "./mounts";
import type { PluginSources } from "./plugins/args";

/** What a cluster is made of. Only `bootstrapServers` and `image.application` are required. */
export interface ConnectClusterArgs {
  /**
   * The name of the StatefulSet and of the Service, and the beginning of all other fixed names. A name
   * that another resource or stack uses is refused. A change replaces everything.
   *
   * @default - the resource's name
   */
  name?: pulumi.Input<string>;
  /** A change replaces everything. @default "default" */
  namespace?: pulumi.Input<string>;
  /** Workers. A change adds or removes pods, and rebalances. @default 3 */
  replicas?: pulumi.Input<number>;
  /**
   * Leaves the number of workers to others once the StatefulSet exists, such as a HorizontalPodAutoscaler
   * or `kubectl scale`: `replicas` is then only the number to start with, and a later change of it has no
   * effect. Without it, a number that others have set makes the next change of the StatefulSet fail with
   * a field conflict. A change costs nothing.
   *
   * @default false
   */
  autoscaled?: boolean;
  /** The Kafka brokers, as `host:port,host:port`. A change rolls the pods. */
  bootstrapServers: pulumi.Input<string>;
  /** TLS and SASL to the brokers. A change rolls the pods. @default - neither */
  kafka?: KafkaSecurity;
  /** The images of the pods. */
  image: {
    /**
     * An image of Kafka Connect 3.0 or later: Confluent's (7.0 or later), Apache Kafka's, Debezium's or
     * Strimzi's. A change rolls the pods.
     */
    application: pulumi.Input<string>;
    /**
     * Runs the plugin installer (needs curl or wget, tar, unzip, sha512sum) and makes the stores of
     * certificates (needs openssl and keytool). A change rolls the pods.
     *
     * @default "eclipse-temurin:21-jre-alpine"
     */
    init?: pulumi.Input<string>;
    /** When a node pulls the images. A change rolls the pods. @default "IfNotPresent" */
    pullPolicy?: pulumi.Input<"Always" | "IfNotPresent" | "Never">;
    /** Names of Secrets with logins of registries. A change rolls the pods. */
    pullSecrets?: pulumi.Input<string>[];
  };
  /** Plugins that an init container installs when a pod starts. A change rolls the pods. */
  build?: {
    /** Confluent for Kubernetes' name for it: at the start of a pod, not into an image. */
    onDemand: {
      /** Which ones. */
      plugins: PluginSources;
      /** The most that the plugins and their archives may take on the node. @default "4G" */
      storageLimit?: pulumi.Input<string>;
    };
  };
  /**
   * Secrets whose keys become files below `/mnt/secrets/<secret>/`, for connectors:
   * `${file:/mnt/secrets/<secret>/<key>:<property>}`. A change of the list rolls the pods; changed
   * content reaches the files within about a minute, and a connector when it is restarted.
   */
  mountedSecrets?: MountedSecret[];
  /**
   * Accepts that connectors can read every file in the pods, the workers' own passwords and keys among
   * them. Kafka Connect before 3.8 cannot limit which files `${file:…}` and `${directory:…}` references
   * read: with such an image, workers that have `kafka.authentication`, `kafka.tls.secretRef`, `tls` or
   * `basicAuth` do not start without it. From 3.8 on the references are limited to what is mounted for
   * connectors, with or without it. A change rolls the pods.
   *
   * @default false
   */
  unlimitedFileReferences?: boolean;
  /** Certificates for connectors, as stores below `/mnt/sslcerts/<secret>/`. A change rolls the pods. */
  connectorTLSCerts?: ConnectorTLSCert[];
  /**
   * Must be the cluster's own on its Kafka. A change makes another Connect cluster, on which the
   * connectors are created again.
   *
   * @default "<namespace>.<name>"
   */
  groupId?: pulumi.Input<string>;
  /**
   * Where Connect keeps connectors, offsets and states. A change makes it another Connect cluster, on
   * which the connectors are created again: what is in the old topics is not moved.
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
   * Of the internal topics, when Connect creates them: those that exist keep theirs. A change rolls the
   * pods.
   *
   * @default 3
   */
  internalTopicReplicationFactor?: pulumi.Input<number>;
  /**
   * How long tasks of a worker that is gone are kept for it, in seconds: a little longer than a pod
   * takes to come back. Tasks stand still until then. A change rolls the pods. @default 60
   */
  rebalanceDelay?: pulumi.Input<number>;
  /**
   * Further worker properties, which stand in a ConfigMap: no secret belongs here. Those that would
   * break the cluster are refused. A change rolls the pods.
   */
  config?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /**
   * Folders of plugins inside the image, beside those that the supported images have. A change rolls the
   * pods.
   */
  pluginPath?: pulumi.Input<string>[];
  /**
   * The user and password of the workers' REST API: a Secret with `username` and `password`, and the
   * same again for `endpoint`. A change rolls the pods.
   *
   * @default - whoever reaches the API may use it
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
   * The certificate of the workers' REST API: they then listen on https alone, and forward requests to
   * each other by it. It must be for `serverName`, and for more than one worker also for
   * `*.<name>-headless.<namespace>.svc.<clusterDomain>`: a worker checks the name of the other, and
   * answers to no name that is not in its own certificate. It is read when a pod starts. A change
   * rolls the pods; from http or to it, a write may fail until all are rolled.
   *
   * @default - http
   */
  tls?: CertSecret & {
    /** For `endpoint`: who signed the certificate, as PEM. @default - the CAs that Node.js trusts */
    ca?: CredentialInput;
    /** By which `endpoint` and the probes call a worker. @default "<name>.<namespace>.svc" */
    serverName?: pulumi.Input<string>;
  };
  /** Prometheus metrics of the workers. A change rolls the pods. @default - none */
  metrics?: Metrics;
  /**
   * The agent that restarts failed connectors and tasks under the `restartPolicy` of each connector,
   * as one small pod of its own. `false` makes none. A change costs the workers nothing.
   *
   * @default {}
   */
  healing?: HealingArgs | false;
  /** Of a worker's container. A change rolls the pods. @default - requests 250m CPU and 1Gi, limit 2Gi memory */
  resources?: pulumi.Input<core.v1.ResourceRequirements>;
  /** The JVM's heap options. A change rolls the pods. @default "-XX:InitialRAMPercentage=50 -XX:MaxRAMPercentage=60" */
  heap?: pulumi.Input<string>;
  /**
   * Further options of the JVM. Not another garbage collector: the images choose theirs in
   * `KAFKA_JVM_PERFORMANCE_OPTS`, which `podTemplate` can set. A change rolls the pods.
   */
  jvmOptions?: pulumi.Input<string>[];
  /** The user and group of all containers. A change rolls the pods. @default 1000 */
  user?: number;
  /**
   * How many workers may be evicted at a time, as a number or a percentage. `false` makes no
   * PodDisruptionBudget. A change costs nothing.
   *
   * @default 1
   */
  maxUnavailable?: pulumi.Input<number | string> | false;
  /** Added to every object. A change rolls the pods. */
  labels?: Record<string, pulumi.Input<string>>;
  /** Added to the pods. A change rolls them. */
  annotations?: Record<string, pulumi.Input<string>>;
  /** The DNS domain of the Kubernetes. A change rolls the pods. @default "cluster.local" */
  clusterDomain?: pulumi.Input<string>;
  /**
   * Laid over the pod template: lists of named things (containers, volumes, env) are merged by name. A
   * change rolls the pods.
   */
  podTemplate?: Record<string, unknown>;
  /**
   * How Pulumi itself reaches this Kubernetes, to wait for the pods and for the port-forward: a context,
   * and a kubeconfig as text (it is kept in the state then, encrypted, with every connector) or as
   * `{ file: path }` or `{ env: "NAME" }`. A change costs nothing.
   *
   * @default - as the Kubernetes provider of this resource
   */
  kubernetes?: KubernetesAccess;
  /** Where `Connector`s reach the REST API. A change costs nothing. @default - through a port-forward to a worker */
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
  rebalanceDelay: 60,
  unlimitedFileReferences: false,
  heap: "-XX:InitialRAMPercentage=50 -XX:MaxRAMPercentage=60",
  user: 1000,
  maxUnavailable: 1,
  clusterDomain: "cluster.local",
  resources: { requests: { cpu: "250m", memory: "1Gi" }, limits: { memory: "2Gi" } },
} as const;

/** The names that the others are derived from, and those of the cluster on its Kafka. */
export function namesOf(resourceName: string, args: ConnectClusterArgs) {
  const name = args.name ?? resourceName;
  const namespace = args.namespace ?? DEFAULTS.namespace;
  const prefix = pulumi.interpolate`${namespace}.${name}`;
  const { config, offset, status } = args.internalTopics ?? {};
  const onKafka = {
    group: args.groupId ?? prefix,
    config: config ?? pulumi.interpolate`${prefix}-configs`,
    offset: offset ?? pulumi.interpolate`${prefix}-offsets`,
    status: status ?? pulumi.interpolate`${prefix}-status`,
  };
  return { name, namespace, onKafka };
}

/**
 * What distinguishes this Connect cluster from another one. Under the same name it is another one as
 * soon as its workers form another group or keep their state in other topics.
 */
export function identityOf(resourceName: string, args: ConnectClusterArgs): pulumi.Output<string> {
  const { groupId: _, internalTopics: __, ...others } = args;
  const { name, namespace, onKafka } = namesOf(resourceName, args);
  const usual = namesOf(resourceName, others).onKafka;
  return pulumi.output({ name, namespace, onKafka, usual }).apply((known) => {
    const other = (["group", "config", "offset", "status"] as const).flatMap((part) =>
      known.onKafka[part] === known.usual[part] ? [] : [`${part}=${known.onKafka[part]}`],
    );
    const id = `${known.namespace}/${known.name}`;
    return other.length === 0 ? id : `${id}?${other.join("&")}`;
  });
}
