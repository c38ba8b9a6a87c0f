/**
 * The set of the provider plugin: a component, because in most languages a class cannot create two
 * resources.
 */
import * as pulumi from "@pulumi/pulumi";
import { defined, isMap } from "../core/values";
import type { ClusterInput } from "../endpoint/args";
import {
  ConnectorSet as DynamicSet,
  type ConnectorSetArgs as DynamicArgs,
  type ConnectorSetMemberStatus,
  declarePolicies,
  statusesIn,
  statusIn,
} from "./connector-set";
import { ConnectorNames } from "./names";
import { ofNames, partsOf } from "./resource-arguments";
import { NAMES_TYPE, PLUGIN } from "../core/resource-types";

/** The arguments of a set of connectors. `connectors` is required. */
export interface ConnectorSetArgs extends Omit<DynamicArgs, "cluster"> {
  /**
   * The Connect cluster that runs the connectors, as in a `Connector`. A change of the address or the
   * credentials costs nothing. Another cluster replaces all connectors: they are created there before
   * they are deleted on the old one.
   *
   * @default - the cluster of the provider's configuration
   */
  cluster?: ClusterInput;
}

/**
 * Many connectors on one Kafka Connect cluster, managed by the provider plugin. It has the same arguments
 * as the `ConnectorSet` of the main entry point, and a stack moves to it without a change on the cluster.
 */
export class ConnectorSetComponent extends pulumi.ComponentResource {
  /** Identifies the cluster: the endpoint's `id`, or its url. */
  readonly clusterId: pulumi.Output<string>;
  /** The status of each connector at the last deployment or refresh, by name. */
  readonly statuses: pulumi.Output<Record<string, ConnectorSetMemberStatus>>;

  constructor(name: string, args: ConnectorSetArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super(`${PLUGIN}:ConnectorSet`, name, {}, opts);
    const given: pulumi.CustomResourceOptions = opts;
    const { rest, cluster, endpoint, members, defaults, names, policies } = partsOf(
      name,
      args,
      given,
    );
    const { customTimeouts, ignoreChanges, retainOnDelete, deletedWith } = given;
    const options = defined({ customTimeouts, ignoreChanges, retainOnDelete, deletedWith });
    // The parent of the dynamic set's resources.
    const parent = opts.parent ?? pulumi.rootStackResource;
    const before = (type: string) => ({ parent: this, aliases: [{ type, parent }] });
    const recorded = new ConnectorNames(
      `${name}-names`,
      { cluster: endpoint, names },
      { ...ofNames(options), ...before(NAMES_TYPE) },
      `${PLUGIN}:ConnectorNames`,
    );
    const set = new Members(
      name,
      defined({ ...rest, cluster: endpoint, connectors: members, defaults }),
      { ...options, ...before(DynamicSet.__pulumiType), dependsOn: [recorded] },
    );
    if (isMap(cluster)) declarePolicies(name, cluster, policies);
    this.clusterId = set.clusterId;
    this.statuses = statusesIn(set);
    this.registerOutputs({ clusterId: this.clusterId, statuses: this.statuses });
  }

  /**
   * The status of a connector at the last deployment or refresh. Fails if the set has no such
   * connector.
   */
  connector(name: string): pulumi.Output<ConnectorSetMemberStatus> {
    return this.statuses.apply((all) => statusIn(all, name));
  }
}

class Members extends pulumi.CustomResource {
  declare readonly clusterId: pulumi.Output<string>;
  declare readonly connectors: pulumi.Output<Record<string, unknown>>;

  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(`${PLUGIN}:ConnectorSetMembers`, name, { clusterId: undefined, ...inputs }, opts);
  }
}
