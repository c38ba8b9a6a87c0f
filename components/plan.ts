/** Plans the parts of a `ConnectCluster` from its arguments, without creating anything. */
import * as pulumi from "@pulumi/pulumi";
import { type ConnectEndpointArgs, withSecretCredentials } from "../provider/endpoint/args";
import type { NamedObject } from "../provider/kubernetes/owners";
import type { ClusterNameArgs } from "../provider/workers/cluster-name";
import { configData } from "./config-map";
import { identityOf, namesOf } from "./cluster-identity";
import { type ConnectClusterArgs, DEFAULTS } from "./connect-cluster-args";
import * as healing from "./healing";
import type { KubernetesAccessArgs } from "./kubernetes-access";
import { serviceMonitor } from "./metrics";
import { certMounts, secretMounts } from "./mounts";
import { installerOf } from "./plugins/installer";
import { workerCerts } from "./worker-certs";
import { REST_PORT } from "./worker-config";
import { statefulSet } from "./worker-pods";
import { headless, type Workload } from "./workload";
import { digest } from "./digest";

type Access = pulumi.Output<pulumi.Unwrap<KubernetesAccessArgs>>;

export interface ClusterPlan {
  readonly workload: Workload;
  /** The files in the pods' ConfigMap. */
  readonly data: Record<string, pulumi.Input<string>>;
  /** The prefix of the ConfigMap's name, which is the name of its resource. */
  readonly configName: string;
  readonly endpoint: pulumi.Output<ConnectEndpointArgs>;
  /** The names that must be free. */
  readonly claim: ClusterNameArgs;
  readonly tlsFilePaths: ReturnType<typeof certMounts>["paths"];
  /** Part of the revision that `Workers` waits for. */
  readonly statefulSet: pulumi.Output<{ namespace: string; name: string }>;
}

export function clusterPlan(
  resourceName: string,
  owner: pulumi.Input<string>,
  args: ConnectClusterArgs,
  access: Access,
): ClusterPlan {
  const certs = certMounts(args.connectorTLSCerts ?? []);
  const secrets = secretMounts(args.mountedSecrets ?? []);
  const own = workerCerts({ kafka: args.kafka?.tls, rest: args.tls });
  const { name, namespace } = namesOf(resourceName, args);
  const workload = workloadOf({ name, namespace, owner }, args, { secrets, certs, own });
  const data = configData(resourceName, args, [...secrets.readable, ...certs.readable], own);
  return {
    workload,
    data,
    configName: `${kubernetesName(resourceName)}-config`,
    endpoint: endpointOf(workload, identityOf(resourceName, args), args, access),
    claim: {
      ...{ owner, namespace, objects: namedObjects(workload, args), access },
      replicas: args.autoscaled === true ? undefined : workload.replicas,
      // The name of its ConfigMap is not known earlier.
      content: pulumi.output([statefulSet(workload, "").spec, data]).apply(digest),
    },
    tlsFilePaths: certs.paths,
    statefulSet: reached({ namespace, name }, access),
  };
}

/** The most similar name that Kubernetes accepts, because a resource may have any name. */
function kubernetesName(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, "-")
      .replace(/^[^a-z0-9]+/, "") || "connect"
  );
}

/** The objects with fixed names, which nobody else may use. */
function namedObjects({ name, metrics }: Workload, args: ConnectClusterArgs) {
  const object = (kind: NamedObject["kind"], of: pulumi.Input<string>) => ({ kind, name: of });
  return [
    object("StatefulSet", name),
    object("Service", name),
    object("Service", headless(name)),
    ...(args.maxUnavailable === false ? [] : [object("PodDisruptionBudget", name)]),
    ...(serviceMonitor(metrics) === undefined ? [] : [object("ServiceMonitor", name)]),
    ...(args.healing === false
      ? []
      : [
          object("Deployment", healing.healingName(name)),
          object("ConfigMap", healing.healingName(name)),
          object("ConfigMap", healing.policiesName(name)),
        ]),
  ];
}

interface Parts {
  readonly secrets: ReturnType<typeof secretMounts>;
  readonly certs: ReturnType<typeof certMounts>;
  readonly own: ReturnType<typeof workerCerts>;
}

function workloadOf(
  { name, namespace, owner }: Pick<Workload, "name" | "namespace" | "owner">,
  args: ConnectClusterArgs,
  { secrets, certs, own }: Parts,
): Workload {
  const { image } = args;
  return {
    name,
    namespace,
    owner,
    host: args.tls?.serverName ?? pulumi.interpolate`${name}.${namespace}.svc`,
    selector: {
      "app.kubernetes.io/name": "kafka-connect",
      "app.kubernetes.io/instance": name,
    },
    labels: args.labels ?? {},
    annotations: args.annotations ?? {},
    replicas: args.replicas ?? DEFAULTS.replicas,
    image: {
      application: image.application,
      init: image.init ?? DEFAULTS.init,
      pullPolicy: image.pullPolicy ?? DEFAULTS.pullPolicy,
      pullSecrets: image.pullSecrets ?? [],
    },
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

/** An object in Kubernetes, and how to reach its cluster. */
function reached<T extends Readonly<Record<string, pulumi.Input<string | number>>>>(
  named: T,
  access: Access,
) {
  return pulumi.all([pulumi.output(named), access]).apply(([known, way]) => ({ ...known, ...way }));
}

function endpointOf(
  { name, namespace, host }: Workload,
  id: pulumi.Output<string>,
  { url, basicAuth, tls }: ConnectClusterArgs,
  access: Access,
): pulumi.Output<ConnectEndpointArgs> {
  const scheme = tls === undefined ? "http" : "https";
  const endpoint: ConnectEndpointArgs = {
    id,
    url: url ?? pulumi.interpolate`${scheme}://${host}:${REST_PORT}`,
    managed: true,
    ...(url === undefined
      ? { kubernetes: reached({ namespace, service: name, port: REST_PORT }, access) }
      : {}),
    ...(basicAuth === undefined
      ? {}
      : { basicAuth: { username: basicAuth.username, password: basicAuth.password } }),
    ...(tls?.ca === undefined ? {} : { tls: { ca: tls.ca } }),
  };
  // The state contains its outputs, with the password as a secret.
  return pulumi.output(withSecretCredentials(endpoint));
}
