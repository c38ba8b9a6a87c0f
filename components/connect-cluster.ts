// Not from the root of the package, which loads every API group: that takes as long as all of ours.
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as apps from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import * as policy from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectEndpointArgs, RestartPolicyArgs } from "../provider/endpoint/args";
import type { ConnectPlugin } from "../provider/connect/wire";
import { refuseUnknownArguments, withoutReading } from "../provider/core/program-errors";
import { CLUSTER_TYPE } from "../provider/core/resource-types";
import { ClusterName } from "../provider/workers/cluster-name";
import { Workers } from "../provider/workers/workers";
import { CLUSTER_NAMES } from "./argument-names";
import { checkedNumbers } from "./check-numbers";
import { configMap } from "./config-map";
import { type ConnectClusterArgs, DEFAULTS } from "./connect-cluster-args";
import { digest } from "./digest";
import { accessOf } from "./kubernetes-access";
import * as healing from "./healing";
import { agentScript } from "./healing-script";
import { serviceMonitor } from "./metrics";
import { type ConnectorTlsFilePaths, secretPath } from "./mounts";
import { type ClusterPlan, clusterPlan } from "./plan";
import { checkedPolicies, policiesData, policyData } from "./restart-policy";
import { statefulSet } from "./worker-pods";
import * as workloads from "./workload";
export type { ConnectClusterArgs };

/**
 * A Kafka Connect cluster on Kubernetes: workers, their plugins, secrets and certificates.
 *
 * The deployment waits until all workers run. It fails within seconds if a pod reports that it can
 * never run: a plugin that cannot be installed, an image that cannot be pulled, or a worker that
 * keeps crashing. The resource option `customTimeouts` limits the whole wait. Without it, the
 * deployment fails 10 minutes after the last pod became ready.
 *
 * `podTemplate` changes the workers' pods. For all other objects (the Services, the
 * PodDisruptionBudget, the healing agent) use the resource option `transforms`, which Pulumi applies
 * to every child.
 *
 * @example
 * ```ts
 * new ConnectCluster("connect", args, {
 *   transforms: [
 *     ({ type, props, opts }) => {
 *       if (type !== "kubernetes:core/v1:Service") return undefined;
 *       const annotations = { ...props.metadata.annotations, team: "data" };
 *       return { props: { ...props, metadata: { ...props.metadata, annotations } }, opts };
 *     },
 *   ],
 * });
 * ```
 */
export class ConnectCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = CLUSTER_TYPE;

  /**
   * The properties and scripts of the workers. Each change creates a new ConfigMap, so the pods
   * roll.
   */
  readonly configMap: core.ConfigMap;
  /** The Service for clients of the REST API; it selects all ready workers. */
  readonly service: core.Service;
  /** The Service by which the workers reach each other. */
  readonly headlessService: core.Service;
  /** The workers. */
  readonly statefulSet: apps.StatefulSet;
  /**
   * Limits how many workers may be evicted at the same time. Undefined with `maxUnavailable:
   * false`.
   */
  readonly podDisruptionBudget: policy.PodDisruptionBudget | undefined;
  /** The ServiceMonitor for the Prometheus operator. Defined only with `metrics.serviceMonitor`. */
  readonly serviceMonitor: CustomResource | undefined;
  /** The agent that restarts failed connectors and tasks. Undefined with `healing: false`. */
  readonly healing: apps.Deployment | undefined;
  /** Represents the pods: it is created once all of them run. */
  readonly workers: pulumi.CustomResource;
  /**
   * The endpoint, for the argument `cluster` of a `Connector`. A resource that uses it waits until
   * the workers answer. Unknown in the preview of a new cluster.
   */
  readonly endpoint: pulumi.Output<ConnectEndpointArgs>;
  /** The plugins that the running workers report. */
  readonly installedPlugins: pulumi.Output<ConnectPlugin[]>;
  /** The paths of the stores of `connectorTLSCerts` inside the workers, in the same order. */
  readonly connectorTLSFilePaths: pulumi.Output<pulumi.Unwrap<ConnectorTlsFilePaths>[]>;

  readonly #policies: Policies | undefined;

  constructor(name: string, given: ConnectClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const resource = `ConnectCluster "${name}"`;
    super(ConnectCluster.__pulumiType, name, {}, withoutReading(resource, opts));
    refuseUnknownArguments(resource, given, CLUSTER_NAMES);
    const args = checkedNumbers(name, given);
    const plan = clusterPlan(name, urnOf(this), args, this.#access(args));
    const child = { parent: this, dependsOn: [this.#claimedName(name, plan)] };
    const creation = { name, args, plan, child };

    this.configMap = this.#configMap(creation);
    this.headlessService = this.#headlessService(creation);
    this.service = this.#service(creation);
    this.statefulSet = this.#statefulSet(creation);
    this.podDisruptionBudget = this.#disruptionBudget(creation);
    this.serviceMonitor = this.#serviceMonitor(creation);
    this.#policies = this.#restartPolicies(creation);
    this.healing = this.#healing(creation);
    const workers = this.#workers(creation, opts);
    this.workers = workers;

    this.installedPlugins = workers.plugins;
    // Depends on the id, so that it follows the workers and is unknown in the preview of a new
    // cluster, whose workers nobody can ask yet.
    this.endpoint = pulumi.all([plan.endpoint, workers.id]).apply(([known]) => known);
    this.connectorTLSFilePaths = pulumi.output(plan.tlsFilePaths);
    this.registerOutputs({
      endpoint: this.endpoint,
      installedPlugins: this.installedPlugins,
      connectorTLSFilePaths: this.connectorTLSFilePaths,
    });
  }

  /** @internal A `Connector` on this cluster calls it if it has its own restart policy. */
  declareRestartPolicy(
    resourceName: string,
    connectorName: pulumi.Input<string>,
    policy: pulumi.Input<RestartPolicyArgs>,
  ): void {
    this.#patchPolicies(resourceName, policyData(connectorName, policy));
  }

  /** @internal A `ConnectorSet` on this cluster calls it once for all its connectors. */
  declareRestartPolicies(
    resourceName: string,
    policies: pulumi.Input<Readonly<Record<string, pulumi.Input<RestartPolicyArgs>>>>,
  ): void {
    this.#patchPolicies(resourceName, policiesData(policies));
  }

  #patchPolicies(resourceName: string, data: pulumi.Output<Record<string, string>>): void {
    if (this.#policies === undefined) return;
    const { configMap, namespace, name } = this.#policies;
    // Not a child of the connector, so that a connector whose first deployment fails has its policy
    // too.
    new core.ConfigMapPatch(
      `${resourceName}-restart-policy`,
      { metadata: { namespace, name }, data },
      { parent: this, dependsOn: [configMap] },
    );
  }

  #access({ kubernetes }: ConnectClusterArgs) {
    return pulumi.output(kubernetes ?? accessOf(this.getProvider("kubernetes:core/v1:Pod")));
  }

  /** Refuses a name that another resource or stack uses, before anything is created. */
  #claimedName(name: string, { claim }: ClusterPlan) {
    return new ClusterName(`${name}-name`, claim, { parent: this });
  }

  #configMap({ plan: { workload, data, configName }, child }: Creation) {
    return new core.ConfigMap(configName, configMap(workload, data), child);
  }

  #headlessService({ name, plan: { workload }, child }: Creation) {
    const body = workloads.headlessService(workload);
    return new core.Service(`${name}-headless`, body, child);
  }

  #service({ name, plan: { workload }, child }: Creation) {
    return new core.Service(name, workloads.clientService(workload), child);
  }

  #statefulSet({ name, args, plan: { workload }, child: { parent, dependsOn } }: Creation) {
    const { autoscaled = DEFAULTS.autoscaled } = args;
    return new apps.StatefulSet(name, statefulSet(workload, this.configMap.metadata.name), {
      parent,
      dependsOn: [...dependsOn, this.configMap, this.headlessService],
      // The Kubernetes provider sets this too, but a transform of the program that returns
      // options overrides it.
      deleteBeforeReplace: true,
      ignoreChanges: autoscaled ? ["spec.replicas"] : [],
    });
  }

  #disruptionBudget({ name, args, plan: { workload }, child }: Creation) {
    const { maxUnavailable = DEFAULTS.maxUnavailable } = args;
    if (maxUnavailable === false) return undefined;
    const body = workloads.disruptionBudget(workload, maxUnavailable);
    return new policy.PodDisruptionBudget(name, body, child);
  }

  #serviceMonitor({ name, plan: { workload }, child }: Creation) {
    const monitor = serviceMonitor(workload.metrics);
    if (monitor === undefined) return undefined;
    const body = workloads.serviceMonitor(workload, monitor);
    return new CustomResource(name, body, child);
  }

  /** The policies that connectors declare, for the healing agent. */
  #restartPolicies({ name, args, plan: { workload }, child }: Creation): Policies | undefined {
    if (args.healing === false) return undefined;
    const policiesName = healing.policiesName(workload.name);
    const metadata = healing.healingMetadata(workload, policiesName);
    const given = args.healing?.restartPolicies;
    const resource = `ConnectCluster "${name}"`;
    const data = given === undefined ? {} : { data: checkedPolicies(resource, given) };
    const body = { metadata, ...data };
    const configMap = new core.ConfigMap(`${name}-restart-policies`, body, child);
    return { configMap, namespace: workload.namespace, name: policiesName };
  }

  #healing({ name, args, plan: { workload }, child }: Creation) {
    if (args.healing === false || this.#policies === undefined) return undefined;
    const script = agentScript();
    const metadata = healing.healingMetadata(workload, healing.healingName(workload.name));
    const { binaryData } = script;
    const code = new core.ConfigMap(`${name}-healing`, { metadata, binaryData }, child);
    return new apps.Deployment(
      `${name}-healing`,
      healing.healingDeployment(workload, args.healing ?? {}, script, args.tls?.ca),
      { ...child, dependsOn: [...child.dependsOn, code, this.#policies.configMap] },
    );
  }

  /** Waits for the pods. */
  #workers({ name, args, plan }: Creation, opts: pulumi.ComponentResourceOptions = {}) {
    const { customTimeouts } = opts;
    const { bootstrapServers } = args;
    const body = statefulSet(plan.workload, this.configMap.metadata.name);
    return new Workers(
      `${name}-workers`,
      {
        cluster: plan.endpoint,
        statefulSet: plan.statefulSet,
        bootstrapServers,
        revision: revisionOf(body.spec, this.statefulSet),
      },
      {
        parent: this,
        ...(customTimeouts === undefined ? {} : { customTimeouts }),
        dependsOn: [this.statefulSet, this.service],
      },
    );
  }

  /** The path of a mounted Secret's key inside the workers. */
  secretPath(secret: pulumi.Input<string>, key: pulumi.Input<string>): pulumi.Output<string> {
    return secretPath(secret, key);
  }
}

interface Policies {
  readonly configMap: core.ConfigMap;
  readonly namespace: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
}

/** The input for every part. */
interface Creation {
  /** The name of the component resource. */
  readonly name: string;
  readonly args: ConnectClusterArgs;
  readonly plan: ClusterPlan;
  readonly child: { readonly parent: pulumi.Resource; readonly dependsOn: pulumi.Resource[] };
}

/**
 * A plain value, because a resource that depends on a component waits for all of its children, so a
 * child would wait for itself.
 */
function urnOf(component: pulumi.ComponentResource): pulumi.Output<string> {
  return pulumi.output(new Promise<string>((resolve) => void component.urn.apply(resolve)));
}

/**
 * Changes if there is something to wait for. The generation also changes on the way back to an
 * earlier spec, for example after a rollout that was interrupted before `Workers` began and left
 * its earlier revision in the state. A replaced StatefulSet restarts its generations, but has
 * another uid.
 */
function revisionOf(
  spec: pulumi.Input<object> | undefined,
  { metadata }: apps.StatefulSet,
): pulumi.Output<string> {
  return pulumi
    .all([spec, metadata])
    .apply(([declared, { uid, generation }]) => digest([declared, uid, generation]));
}
