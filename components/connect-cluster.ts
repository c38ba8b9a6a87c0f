import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  type ConnectEndpoint,
  type RestartPolicyArgs,
  withSecretCredentials,
} from "../provider/endpoint/args";
import type { ConnectPlugin } from "../provider/connect/api";
import { Workers } from "../provider/workers/workers";
import { type ConnectClusterArgs, DEFAULTS, namesOf } from "./connect-cluster-args";
import { configData } from "./config-map";
import { accessOf, type KubernetesAccess } from "./kubernetes-access";
import * as healing from "./healing";
import { agentScript } from "./healing-script";
import { installerOf } from "./plugins/installer";
import { serviceMonitor } from "./metrics";
import { certMounts, type ConnectorTLSFilePaths, secretMounts, secretPath } from "./mounts";
import { policyData } from "./restart-policy";
import { REST_PORT } from "./worker-config";
import { workerCerts } from "./worker-certs";
import * as workloads from "./workload";
export type { ConnectClusterArgs };

/**
 * A Kafka Connect cluster on Kubernetes: workers, their plugins, secrets and certificates.
 *
 * Waits until all workers run, and fails within seconds when a pod tells that it never will: a
 * plugin that cannot be installed, an image that cannot be pulled, a worker that ends again and again.
 * `customTimeouts` in the resource options limit the whole wait; without them it is 10 minutes since a
 * pod last became ready.
 */
export class ConnectCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-kafka-connect:index:ConnectCluster";

  /** The properties and scripts of the workers; a new one for each change, so that pods roll. */
  readonly configMap: k8s.core.v1.ConfigMap;
  /** Of any worker, for the REST API. */
  readonly service: k8s.core.v1.Service;
  /** By which the workers reach each other. */
  readonly headlessService: k8s.core.v1.Service;
  /** The workers. */
  readonly statefulSet: k8s.apps.v1.StatefulSet;
  /** How many workers may be evicted at a time. Without it with `maxUnavailable: false`. */
  readonly podDisruptionBudget: k8s.policy.v1.PodDisruptionBudget | undefined;
  /** For the Prometheus operator. Only with `metrics.serviceMonitor`. */
  readonly serviceMonitor: k8s.apiextensions.CustomResource | undefined;
  /** The agent that restarts what has failed. Without it with `healing: false`. */
  readonly healing: k8s.apps.v1.Deployment | undefined;
  /** Stands for the pods: created when they all run. */
  readonly workers: pulumi.CustomResource;
  /**
   * For `Connector.cluster`. Whoever uses it waits until the workers answer. Unknown in the preview of a
   * new cluster.
   */
  readonly endpoint: pulumi.Output<ConnectEndpoint>;
  /** What the running workers say that they have. */
  readonly installedPlugins: pulumi.Output<ConnectPlugin[]>;
  /** Where the stores of `connectorTLSCerts` are inside the workers, in the same order. */
  readonly connectorTLSFilePaths: pulumi.Output<pulumi.Unwrap<ConnectorTLSFilePaths>[]>;

  readonly #policies: Policies | undefined;

  constructor(name: string, args: ConnectClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ConnectCluster.__pulumiType, name, {}, opts);
    const child = { parent: this };
    const certs = certMounts(args.connectorTLSCerts ?? []);
    const secrets = secretMounts(args.mountedSecrets ?? []);
    const own = workerCerts({ kafka: args.kafka?.tls, rest: args.tls });
    const data = configData(name, args, [...secrets.readable, ...certs.readable], own);
    const workload = workloadOf(name, args, { secrets, certs, own, data });
    const body = workloads.statefulSet(workload);

    this.configMap = new k8s.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: workloads.metadata(workload, workload.configMap),
        immutable: true,
        data,
      },
      child,
    );
    this.headlessService = new k8s.core.v1.Service(
      `${name}-headless`,
      workloads.headlessService(workload),
      child,
    );
    this.service = new k8s.core.v1.Service(name, workloads.clientService(workload), child);
    this.statefulSet = new k8s.apps.v1.StatefulSet(name, body, {
      ...child,
      dependsOn: [this.configMap, this.headlessService],
    });
    const { maxUnavailable = DEFAULTS.maxUnavailable } = args;
    this.podDisruptionBudget =
      maxUnavailable === false
        ? undefined
        : new k8s.policy.v1.PodDisruptionBudget(
            name,
            workloads.disruptionBudget(workload, maxUnavailable),
            child,
          );
    const monitor = serviceMonitor(args.metrics);
    this.serviceMonitor =
      monitor === undefined
        ? undefined
        : new k8s.apiextensions.CustomResource(
            name,
            workloads.serviceMonitor(workload, monitor),
            child,
          );
    const healer = this.#healer(name, args, workload);
    this.healing = healer?.deployment;
    this.#policies = healer?.policies;
    const provider = this.getProvider("kubernetes:core/v1:Pod");
    const access = pulumi.output(args.kubernetes ?? accessOf(provider));
    const endpoint = endpointOf(workload, args, access);
    const { customTimeouts } = opts ?? {};
    const workers = new Workers(
      `${name}-workers`,
      {
        cluster: endpoint,
        statefulSet: reached({ namespace: workload.namespace, name: workload.name }, access),
        revision: digest(body.spec),
      },
      {
        ...child,
        ...(customTimeouts === undefined ? {} : { customTimeouts }),
        dependsOn: [this.statefulSet, this.service],
      },
    );
    this.workers = workers;
    this.installedPlugins = workers.plugins;
    // By the id it comes after the workers, and is unknown in the preview of a new cluster: nobody
    // can ask workers that this very `pulumi up` creates.
    this.endpoint = pulumi.all([endpoint, workers.id]).apply(([known]) => known);
    this.connectorTLSFilePaths = pulumi.output(certs.paths);
    this.registerOutputs({
      endpoint: this.endpoint,
      installedPlugins: this.installedPlugins,
      connectorTLSFilePaths: this.connectorTLSFilePaths,
    });
  }

  /** @internal Called by a `Connector` on this cluster that has a restart policy of its own. */
  declareRestartPolicy(
    resourceName: string,
    connectorName: pulumi.Input<string>,
    policy: pulumi.Input<RestartPolicyArgs>,
  ): void {
    if (this.#policies === undefined) return;
    const { configMap, namespace, name } = this.#policies;
    // Not a child of the connector: one that fails at its first deployment has its policy all the same.
    new k8s.core.v1.ConfigMapPatch(
      `${resourceName}-restart-policy`,
      { metadata: { namespace, name }, data: policyData(connectorName, policy) },
      { parent: this, dependsOn: [configMap] },
    );
  }

  #healer(name: string, { healing: given, tls }: ConnectClusterArgs, workload: workloads.Workload) {
    if (given === false) return undefined;
    const child = { parent: this };
    const script = agentScript();
    const metadata = (of: pulumi.Input<string>) => healing.healingMetadata(workload, of);
    const code = new k8s.core.v1.ConfigMap(
      `${name}-healing`,
      {
        metadata: metadata(healing.healingName(workload.name)),
        binaryData: script.binaryData,
      },
      child,
    );
    const policiesName = healing.policiesName(workload.name);
    const configMap = new k8s.core.v1.ConfigMap(
      `${name}-restart-policies`,
      { metadata: metadata(policiesName) },
      child,
    );
    const deployment = new k8s.apps.v1.Deployment(
      `${name}-healing`,
      healing.healingDeployment(workload, given ?? {}, script, tls?.ca),
      { ...child, dependsOn: [code, configMap] },
    );
    const { namespace } = workload;
    return { deployment, policies: { configMap, namespace, name: policiesName } };
  }

  /** The file that a key of a mounted Secret becomes inside the workers. */
  secretPath(secret: pulumi.Input<string>, key: pulumi.Input<string>): pulumi.Output<string> {
    return secretPath(secret, key);
  }
}

interface Policies {
  readonly configMap: k8s.core.v1.ConfigMap;
  readonly namespace: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
}

interface Parts {
  readonly secrets: ReturnType<typeof secretMounts>;
  readonly certs: ReturnType<typeof certMounts>;
  readonly own: ReturnType<typeof workerCerts>;
  readonly data: Record<string, pulumi.Input<string>>;
}

function workloadOf(
  resourceName: string,
  args: ConnectClusterArgs,
  { secrets, certs, own, data }: Parts,
): workloads.Workload {
  const { name, namespace } = namesOf(resourceName, args);
  const selector = {
    "app.kubernetes.io/name": "kafka-connect",
    "app.kubernetes.io/instance": name,
  };
  const { image } = args;
  return {
    name,
    namespace,
    host: args.tls?.serverName ?? pulumi.interpolate`${name}.${namespace}.svc`,
    selector,
    labels: args.labels ?? {},
    annotations: args.annotations ?? {},
    replicas: args.replicas ?? DEFAULTS.replicas,
    image: {
      application: image.application,
      init: image.init ?? DEFAULTS.init,
      pullPolicy: image.pullPolicy ?? DEFAULTS.pullPolicy,
      pullSecrets: image.pullSecrets ?? [],
    },
    configMap: pulumi.interpolate`${name}-config-${digest(data).apply((hash) => hash.slice(0, 10))}`,
    secretMounts: secrets,
    certMounts: certs,
    workerCerts: own,
    plugins: installerOf(args, image.init ?? DEFAULTS.init),
    kafkaAuth: args.kafka?.authentication,
    basicAuth: args.basicAuth?.secretRef,
    tls: args.tls !== undefined,
    unlimitedFileReferences: args.unlimitedFileReferences ?? DEFAULTS.unlimitedFileReferences,
    metrics: args.metrics,
    resources: args.resources ?? DEFAULTS.resources,
    heap: args.heap ?? DEFAULTS.heap,
    jvmOptions: args.jvmOptions ?? [],
    user: args.user ?? DEFAULTS.user,
    clusterDomain: args.clusterDomain ?? DEFAULTS.clusterDomain,
    podTemplate: args.podTemplate ?? {},
  };
}

function digest(content: pulumi.Input<object> | undefined): pulumi.Output<string> {
  return pulumi
    .all([content])
    .apply(([known]) => createHash("sha256").update(JSON.stringify(known)).digest("hex"));
}

type Access = pulumi.Output<pulumi.Unwrap<KubernetesAccess>>;

/** Something in Kubernetes, and how that is reached. */
function reached<T extends Readonly<Record<string, pulumi.Input<string | number>>>>(
  named: T,
  access: Access,
) {
  return pulumi.all([pulumi.output(named), access]).apply(([known, way]) => ({ ...known, ...way }));
}

function endpointOf(
  workload: workloads.Workload,
  { url, basicAuth, tls }: ConnectClusterArgs,
  access: Access,
): pulumi.Output<ConnectEndpoint> {
  const { name, namespace, host } = workload;
  const scheme = tls === undefined ? "http" : "https";
  const endpoint: ConnectEndpoint = {
    id: pulumi.interpolate`${namespace}/${name}`,
    url: url ?? pulumi.interpolate`${scheme}://${host}:${REST_PORT}`,
    ...(url === undefined
      ? { kubernetes: reached({ namespace, service: name, port: REST_PORT }, access) }
      : {}),
    ...(basicAuth === undefined
      ? {}
      : { basicAuth: { username: basicAuth.username, password: basicAuth.password } }),
    ...(tls?.ca === undefined ? {} : { tls: { ca: tls.ca } }),
  };
  // Its outputs are in the state: a password among them as a secret.
  return pulumi.output(withSecretCredentials(endpoint));
}
