import * as pulumi from "@pulumi/pulumi";
import type { ObservedState, TaskStatus } from "../connect/status";
import { mapValues } from "../core/once-known";
import { SET_TYPE } from "../core/resource-types";
import { defined, isMap, type Raw } from "../core/values";
import { type ClusterInput, keepsRestartPolicies } from "../endpoint/args";
import type { ConnectorSetMemberArgs } from "./members";
import { ConnectorNames } from "./names";
import { ofNames, partsOf } from "./resource-arguments";

/** The arguments of a set of connectors. `cluster` and `connectors` are required. */
export interface ConnectorSetArgs {
  /**
   * The Connect cluster that runs the connectors, as in a `Connector`. A change of the address or the
   * credentials costs nothing. Another cluster replaces all connectors: they are created there before
   * they are deleted on the old one.
   */
  cluster: ClusterInput;
  /**
   * The connectors, by their names on the cluster. Adding one creates it, removing one deletes it, and
   * a change costs what it costs in a `Connector`. The other connectors stay untouched. A new name is a
   * new connector: it takes neither offsets nor the keys of `ignoreKeys` from the old one.
   */
  connectors: pulumi.Input<Record<string, pulumi.Input<ConnectorSetMemberArgs>>>;
  /**
   * Arguments for every connector that does not set them itself. The keys of `config`,
   * `restartPolicy` and `onDelete` are merged one by one; any other argument of a connector replaces
   * the default. A change costs what it costs in each connector.
   *
   * @default {}
   */
  defaults?: pulumi.Input<ConnectorSetMemberArgs>;
  /**
   * Whether `pulumi up` may delete a connector that is no longer in the program. With `false`, the
   * preview and `pulumi up` refuse such a program, and name the connectors. The resource option
   * `protect` protects the whole set. A change costs nothing.
   *
   * @default true
   */
  allowDelete?: pulumi.Input<boolean>;
}

/** The status of one connector of a set at the last deployment or refresh. */
export interface ConnectorSetMemberStatus {
  /** `source` or `sink`. */
  readonly type: string;
  /** The connector's own state, as in a `Connector`. */
  readonly state: ObservedState;
  /** The number of tasks. */
  readonly tasks: number;
  /** The failed tasks, each with its worker and its stack trace. */
  readonly failedTasks: TaskStatus[];
  /** The connector's own stack trace, if it has failed. It is redacted as in a `Connector`. */
  readonly trace?: string;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').connectorSet";

/** Which keys are secret is not an argument: see `Connector`. */
const QUIET = { ignoreChanges: ["__secrets"] };

/**
 * Many connectors on one Kafka Connect cluster, as one resource. For hundreds of connectors, it is
 * several times faster than one `Connector` each.
 *
 * A connector that fails does not stop the others. The error names each failed connector with its
 * cause, and the next `pulumi up` deploys only those. Connectors that are no longer in the program
 * are deleted at the end of `pulumi up`, once everything else has succeeded.
 *
 * The set has a second resource, `<name>-names`. It records which names were free. After a killed
 * `pulumi up`, the next one can therefore adopt the connectors that the killed one created.
 *
 * The resource option `customTimeouts` limits create, update and delete of each connector. The
 * default is 10 minutes each.
 */
export class ConnectorSet extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = SET_TYPE;

  /** Whether `value` is a `ConnectorSet`, from any copy of this package. */
  static override isInstance(value: unknown): value is ConnectorSet {
    const type = (value as { __pulumiType?: unknown } | undefined)?.__pulumiType;
    return type === ConnectorSet.__pulumiType;
  }

  /** Identifies the cluster: the endpoint's `id`, or its url. */
  declare readonly clusterId: pulumi.Output<string>;
  /** @internal The connectors in the state, with their configs. */
  declare readonly connectors: pulumi.Output<Record<string, unknown>>;

  constructor(name: string, args: ConnectorSetArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { rest, cluster, endpoint, members, defaults, ...parts } = partsOf(name, args, opts);
    const names = new ConnectorNames(
      `${name}-names`,
      { cluster: endpoint, names: parts.names, timeouts: opts.customTimeouts },
      ofNames(opts),
    );
    const inputs = defined({
      ...rest,
      cluster: endpoint,
      connectors: members,
      defaults,
      __secretKeys: parts.secretKeys,
      timeouts: opts.customTimeouts,
      __provider: PROVIDER,
      __preview: pulumi.runtime.isDryRun() ? true : undefined,
    });
    super(
      ConnectorSet.__pulumiType,
      name,
      { clusterId: undefined, ...inputs },
      pulumi.mergeOptions(opts, { ...QUIET, dependsOn: [names] }),
    );
    declarePolicies(name, cluster, parts.policies);
  }

  /**
   * The status of a connector at the last deployment or refresh. Fails if the set has no such
   * connector.
   */
  connector(name: string): pulumi.Output<ConnectorSetMemberStatus> {
    return statusesIn(this).apply((all) => statusIn(all, name));
  }
}

/** The statuses of the connectors in the state. */
export function statusesIn(set: {
  readonly connectors: pulumi.Output<Record<string, unknown>>;
  readonly clusterId: pulumi.Output<string>;
}): pulumi.Output<Record<string, ConnectorSetMemberStatus>> {
  // In a preview that changes the connectors, they are known as inputs, but the id is unknown.
  const all = pulumi.all([pulumi.unsecret(set.connectors), set.clusterId]);
  return all.apply(([connectors]) =>
    mapValues((connectors as Raw | undefined) ?? {}, (_, found) => {
      const { type, state, tasks, failedTasks, trace } = found as Partial<ConnectorSetMemberStatus>;
      return defined({ type, state, tasks, failedTasks: failedTasks ?? [], trace });
    }),
  ) as unknown as pulumi.Output<Record<string, ConnectorSetMemberStatus>>;
}

export function statusIn(
  all: Readonly<Record<string, ConnectorSetMemberStatus>>,
  name: string,
): ConnectorSetMemberStatus {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  throw new pulumi.RunError(`ConnectorSet: there is no connector "${name}" in the set`);
}

/** For the healing agent of a `ConnectCluster`. */
export function declarePolicies(
  name: string,
  cluster: unknown,
  policies: ReturnType<typeof partsOf>["policies"],
): void {
  if (policies !== undefined && isMap(cluster) && keepsRestartPolicies(cluster)) {
    cluster.declareRestartPolicies?.(name, policies);
  }
}
