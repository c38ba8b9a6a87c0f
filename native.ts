/*
 * The subpath `pulumi-kafka-connect/native`: the resources and getters of the provider plugin for
 * TypeScript programs. The resources of the main entry point need no plugin.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ConnectPlugin } from "./provider/connect/wire";
import type { StatusOutputs } from "./provider/connect/status";
import type {
  Connector as Dynamic,
  ConnectorArgs as DynamicArgs,
} from "./provider/connector/connector";
import { namesOf } from "./provider/core/argument-names";
import { refuseArguments, refuseUnknownArguments } from "./provider/core/program-errors";
import { CONNECTOR_TYPE, PACKAGE, PLUGIN } from "./provider/core/resource-types";
import {
  type ClusterInput,
  type ConnectEndpointArgs,
  endpointIn,
  keepsRestartPolicies,
  publishes,
} from "./provider/endpoint/args";
import { pauseStackTraces } from "./provider/core/stack-traces";

/** The configuration of the provider. */
export interface ProviderArgs {
  /**
   * The Connect cluster of all connectors and functions without the argument `cluster`. Its
   * credentials are stored once, with the provider. The state of a connector contains only the
   * address. A change of credentials costs nothing. A change of the address has the same effect as
   * changing `cluster` in each connector, except that the old address gets no credentials: a
   * connector that has to be deleted there needs its own `cluster`.
   */
  cluster?: pulumi.Input<ConnectEndpointArgs>;
}

const PROVIDER_NAMES = namesOf<ProviderArgs>({ cluster: true });

/** A provider with its own configuration, for the resource option `provider`. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    refuseUnknownArguments(`Provider "${name}"`, args, PROVIDER_NAMES);
    const { cluster } = args;
    const inputs = { cluster: cluster === undefined ? undefined : pulumi.jsonStringify(cluster) };
    super(PACKAGE, name, inputs, opts);
  }
}

/** The arguments of a connector. Only `class` is required. */
export interface ConnectorArgs extends Omit<DynamicArgs, "cluster"> {
  /**
   * The Connect cluster that runs the connector: a `ConnectCluster`, or an endpoint. A change of the
   * address or the credentials costs nothing. Another cluster replaces the connector.
   *
   * @default - the cluster of the provider's configuration
   */
  cluster?: ClusterInput;
}

const TYPE = `${PLUGIN}:Connector`;
const OUTPUTS = {
  connectorName: undefined,
  type: undefined,
  state: undefined,
  tasks: undefined,
  failedTasks: undefined,
  workerId: undefined,
  trace: undefined,
  clusterId: undefined,
} satisfies Partial<Record<keyof Dynamic, undefined>>;

/**
 * A connector on a Kafka Connect cluster, managed by the provider plugin. It also supports
 * `pulumi import`, the resource option `import` and `Connector.get`. A stack moves between this class
 * and the `Connector` of the main entry point without a change on the cluster.
 */
export class Connector extends pulumi.CustomResource {
  /** The name on the Connect cluster. */
  declare readonly connectorName: Dynamic["connectorName"];
  /** `source` or `sink`. */
  declare readonly type: Dynamic["type"];
  /** The connector's own state at the last deployment or refresh. */
  declare readonly state: Dynamic["state"];
  /** The tasks at the last deployment or refresh. */
  declare readonly tasks: Dynamic["tasks"];
  /** The ids of the failed tasks. */
  declare readonly failedTasks: Dynamic["failedTasks"];
  /** The worker that runs the connector (not its tasks), as `host:port`. */
  declare readonly workerId: Dynamic["workerId"];
  /** The connector's own stack trace, if it has failed. Secrets are masked. */
  declare readonly trace: Dynamic["trace"];
  /** Identifies the cluster: the endpoint's `id`, or its url. */
  declare readonly clusterId: Dynamic["clusterId"];

  /** Reads a connector of the provider's cluster that this stack does not manage. `id` is its name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): Connector {
    return new Connector(name, undefined, { ...opts, id });
  }

  constructor(name: string, args: ConnectorArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    refuseArguments(`Connector "${name}"`, args);
    const cluster = args?.cluster;
    const given = { ...args, ...(cluster === undefined ? {} : { cluster: endpointIn(cluster) }) };
    const aliases = [{ type: CONNECTOR_TYPE }];
    const traces = pauseStackTraces();
    try {
      super(TYPE, name, { ...OUTPUTS, ...given }, pulumi.mergeOptions({ aliases }, opts ?? {}));
    } catch (error) {
      throw traces.takenFor(error);
    } finally {
      traces.resume();
    }
    const restartPolicy = args?.restartPolicy;
    if (restartPolicy === undefined || cluster === undefined || !publishes(cluster)) return;
    if (keepsRestartPolicies(cluster)) {
      cluster.declareRestartPolicy(name, args?.name ?? name, restartPolicy);
    }
  }
}

export {
  ConnectorSetComponent as ConnectorSet,
  type ConnectorSetArgs,
} from "./provider/set/plugin-set";
export type { ConnectorSetMemberStatus } from "./provider/set/connector-set";
export type { ConnectorSetMemberArgs } from "./provider/set/members";

/** The arguments of `getConnectorStatus`. */
export interface GetConnectorStatusArgs {
  /** A `ConnectCluster`, or an endpoint. @default - the cluster of the provider's configuration */
  cluster?: ClusterInput;
  /**
   * The connector's name on the cluster. If you pass the output `connectorName` of a `Connector`, the
   * function runs after that connector was deployed.
   */
  name: pulumi.Input<string>;
}

/**
 * Returns the status of a connector. It runs in every preview and `up` of the program. It fails if
 * the connector does not exist, or if the cluster cannot be reached within a minute.
 */
export function getConnectorStatus(
  args: GetConnectorStatusArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<StatusOutputs> {
  refuseUnknownArguments("getConnectorStatus", args, STATUS_NAMES);
  const inputs = { cluster: clusterOf(args.cluster), name: args.name };
  return pulumi.runtime.invokeOutput(`${PLUGIN}:getConnectorStatus`, inputs, opts ?? {});
}

/** The arguments of `getConnectorPlugins`. */
export interface GetConnectorPluginsArgs {
  /** A `ConnectCluster`, or an endpoint. @default - the cluster of the provider's configuration */
  cluster?: ClusterInput;
}

/**
 * Returns the connector classes that are installed on a cluster. It runs in every preview and `up`
 * of the program. It fails if the cluster cannot be reached within a minute.
 */
export function getConnectorPlugins(
  args: GetConnectorPluginsArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<{ readonly plugins: readonly ConnectPlugin[] }> {
  refuseUnknownArguments("getConnectorPlugins", args, PLUGINS_NAMES);
  const inputs = { cluster: clusterOf(args.cluster) };
  return pulumi.runtime.invokeOutput(`${PLUGIN}:getConnectorPlugins`, inputs, opts ?? {});
}

const STATUS_NAMES = namesOf<GetConnectorStatusArgs>({ cluster: true, name: true });
const PLUGINS_NAMES = namesOf<GetConnectorPluginsArgs>({ cluster: true });

function clusterOf(
  cluster: ClusterInput | undefined,
): pulumi.Input<ConnectEndpointArgs> | undefined {
  return cluster === undefined ? undefined : endpointIn(cluster);
}
