import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ConnectEndpoint, withSecretCredentials } from "../provider/connect-endpoint";
import { type ConnectPlugin, InstalledPlugins } from "../provider/installed-plugins";
import { type ConnectClusterArgs, DEFAULTS, namesOf } from "./args";
import { configData } from "./config-map";
import { installerOf } from "./installer";
import { certMounts, type ConnectorTLSFilePaths, secretMounts, secretPath } from "./mounts";
import { REST_PORT } from "./worker-config";
import * as workloads from "./workload";
export type { ConnectClusterArgs };

/**
 * A Kafka Connect cluster on Kubernetes: workers, their plugins, secrets and certificates.
 *
 * `customTimeouts` in the resource options limit the wait for the workers (10 minutes unless given).
 */
export class ConnectCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-kafka-connect:index:ConnectCluster";

  readonly configMap: k8s.core.v1.ConfigMap;
  readonly service: k8s.core.v1.Service;
  readonly headlessService: k8s.core.v1.Service;
  readonly statefulSet: k8s.apps.v1.StatefulSet;
  readonly podDisruptionBudget: k8s.policy.v1.PodDisruptionBudget | undefined;
  /** For `Connector.cluster`. Whoever uses it waits until the workers answer. */
  readonly endpoint: pulumi.Output<ConnectEndpoint>;
  /** What the running workers say that they have. */
  readonly installedPlugins: pulumi.Output<ConnectPlugin[]>;
  /** Where the stores of `connectorTLSCerts` are inside the workers, in the same order. */
  readonly connectorTLSFilePaths: pulumi.Output<pulumi.Unwrap<ConnectorTLSFilePaths>[]>;

  constructor(name: string, args: ConnectClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ConnectCluster.__pulumiType, name, {}, opts);
    const child = { parent: this };
    const { customTimeouts } = opts ?? {};
    const patience = customTimeouts === undefined ? {} : { customTimeouts };
    const certs = certMounts(args.connectorTLSCerts ?? []);
    const secrets = secretMounts(args.mountedSecrets ?? []);
    const data = configData(name, args, [...secrets.readable, ...certs.readable]);
    const workload = workloadOf(name, args, { secrets, certs, data });

    this.configMap = new k8s.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: workloads.metadata(workload, workloads.configMap(workload.name)),
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
    this.statefulSet = new k8s.apps.v1.StatefulSet(name, workloads.statefulSet(workload), {
      ...child,
      ...patience,
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
    const endpoint = endpointOf(workload, args);
    const installed = new InstalledPlugins(
      `${name}-plugins`,
      { cluster: endpoint, revision: workload.configHash },
      { ...child, dependsOn: [this.statefulSet, this.service] },
    );
    this.installedPlugins = installed.plugins;
    // Known in a preview, and yet whoever uses it comes after the workers.
    this.endpoint = pulumi.all([endpoint, installed.urn]).apply(([known]) => known);
    this.connectorTLSFilePaths = pulumi.output(certs.paths);
    this.registerOutputs({
      endpoint: this.endpoint,
      installedPlugins: this.installedPlugins,
      connectorTLSFilePaths: this.connectorTLSFilePaths,
    });
  }

  /** The file that a key of a mounted Secret becomes inside the workers. */
  secretPath(secret: pulumi.Input<string>, key: pulumi.Input<string>): pulumi.Output<string> {
    return secretPath(secret, key);
  }
}

interface Parts {
  readonly secrets: ReturnType<typeof secretMounts>;
  readonly certs: ReturnType<typeof certMounts>;
  readonly data: Record<string, pulumi.Input<string>>;
}

function workloadOf(
  resourceName: string,
  args: ConnectClusterArgs,
  { secrets, certs, data }: Parts,
): workloads.Workload {
  const { name, namespace } = namesOf(resourceName, args);
  const selector = {
    "app.kubernetes.io/name": "kafka-connect",
    "app.kubernetes.io/instance": name,
  };
  const { image, build } = args;
  return {
    name,
    namespace,
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
    configHash: pulumi
      .output(data)
      .apply((texts) => createHash("sha256").update(JSON.stringify(texts)).digest("hex")),
    secretMounts: secrets,
    certMounts: certs,
    ...(build === undefined ? {} : { plugins: installerOf(build, image.init ?? DEFAULTS.init) }),
    ...(args.basicAuth === undefined ? {} : { basicAuth: args.basicAuth.secretRef }),
    resources: args.resources ?? DEFAULTS.resources,
    heap: args.heap ?? DEFAULTS.heap,
    jvmOptions: args.jvmOptions ?? [],
    user: args.user ?? DEFAULTS.user,
    clusterDomain: args.clusterDomain ?? DEFAULTS.clusterDomain,
    podTemplate: args.podTemplate ?? {},
  };
}

function endpointOf(
  workload: workloads.Workload,
  { url, basicAuth }: ConnectClusterArgs,
): pulumi.Output<ConnectEndpoint> {
  const { name, namespace } = workload;
  const endpoint: ConnectEndpoint = {
    id: pulumi.interpolate`${namespace}/${name}`,
    url: url ?? pulumi.interpolate`http://${name}.${namespace}.svc:${REST_PORT}`,
    ...(url === undefined ? { kubernetes: { namespace, service: name, port: REST_PORT } } : {}),
    ...(basicAuth === undefined
      ? {}
      : { basicAuth: { username: basicAuth.username, password: basicAuth.password } }),
  };
  // Its outputs are in the state: a password among them as a secret.
  return pulumi.output(withSecretCredentials(endpoint));
}
