import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterInput,
  endpointIn,
  keepsRestartPolicies,
  publishes,
  type RestartPolicyArgs,
  withSecretCredentials,
} from "../endpoint/args";
import type { ConnectorWaitFor, ObservedState, TargetState, TaskStatus } from "../connect/status";
import { mapValues, onceKnown } from "../core/once-known";
import { defined, isMap } from "../core/values";
import { refuseArguments, refuseReading, refuseUnserialisable } from "../core/program-errors";
import { pauseStackTraces } from "../core/stack-traces";
import { CONNECTOR_TYPE } from "../core/resource-types";
import { CONNECTOR_PROVIDER } from "./provider-text";
import { secretKeysOf, withSecretValues } from "./secret-values";

/** The offset from which a connector resumes in one partition. */
export interface ConnectorOffsetArgs {
  /**
   * The partition. For a source, in the connector's own format, as `GET /connectors/{name}/offsets`
   * shows it; for a sink `{ kafka_topic: "orders", kafka_partition: 0 }`.
   */
  partition: pulumi.Input<Record<string, unknown>>;
  /**
   * The offset. For a source, in the connector's own format; for a sink `{ kafka_offset: 42 }`.
   * Numbers must be integers up to 2^53. Write each value exactly as the connector does: `7` and
   * `"7"` differ.
   */
  offset: pulumi.Input<Record<string, unknown>>;
}

/** Further actions when the connector is deleted. */
export interface ConnectorOnDeleteArgs {
  /**
   * Also delete its offsets, so that a connector of the same name starts again from the beginning.
   * The connector is stopped first, which takes as long as its tasks need to stop. Otherwise the
   * offsets remain in Connect's offsets topic, or in the consumer group of a sink. Requires Kafka
   * Connect 3.6 or later. A change costs nothing.
   *
   * @default false
   */
  resetOffsets?: pulumi.Input<boolean>;
}

/** The arguments of a connector. Only `cluster` and `class` are required. */
export interface ConnectorArgs {
  /**
   * The Connect cluster that runs the connector: a `ConnectCluster`, or an endpoint. A change of
   * the address or the credentials costs nothing. Another cluster replaces the connector.
   */
  cluster: ClusterInput;
  /**
   * The connector's name. `/`, `%` and `\` are refused, and so is a name of more than 7000 bytes,
   * percent-encoded as in a url: the REST API cannot address such names. A change replaces the
   * connector: a source then starts without offsets, and a sink uses another consumer group.
   *
   * @default - the resource's name
   */
  name?: pulumi.Input<string>;
  /**
   * The connector class (`connector.class`), as a full name or an alias. A class that is not
   * installed on the workers is refused. A change restarts the connector.
   */
  class: pulumi.Input<string>;
  /**
   * The maximum number of tasks of the connector (`tasks.max`). A change restarts the connector.
   *
   * @default 1
   */
  tasksMax?: pulumi.Input<number>;
  /**
   * The connector's config, without the keys that have an argument of their own. A change restarts
   * the connector and its tasks. A value becomes a Pulumi secret if its key suggests it
   * (`password`, `secret`, `token` and the like), if it looks like a secret (a private key, a URL
   * with a password), or if the connector, a transform or a converter defines the key as PASSWORD.
   * `${provider:path:key}` references do not become secrets, because Connect resolves them on its
   * workers. Write a number beyond 2^53 as a string.
   *
   * @default {}
   */
  config?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /**
   * The target state: `running`, `paused` (keeps its tasks) or `stopped` (shuts its tasks down; requires Kafka
   * Connect 3.5 or later). A new connector is created in this state and does not run first (before
   * Kafka Connect 3.7 it runs for a moment). If a connector to be paused has failed parts, they are
   * restarted into the paused state, so they do not run.
   *
   * A change writes no config and restarts no running task.
   *
   * @default "running"
   */
  state?: pulumi.Input<TargetState>;
  /**
   * How often failed parts are restarted: while a deployment waits, and later by the healing agent
   * of a `ConnectCluster`. The agent applies a change within about two minutes. A change costs
   * nothing.
   *
   * @default - up to 10 restarts; between deployments, the policy in `healing` of the
   * `ConnectCluster`
   */
  restartPolicy?: pulumi.Input<RestartPolicyArgs>;
  /**
   * Any values. A change restarts the connector and its tasks without a config write.
   * Use it for values that Connect reads only at a start, such as a rotated credential behind a
   * `${file:…}` reference (pausing or stopping the connector for a while is not enough). A paused
   * or stopped connector stays in its state. If the config changes too, there is only one restart.
   * Adding or removing the list is also a change. If one of the values is a secret, the whole list
   * is a secret.
   *
   * @default []
   */
  restartTriggers?: pulumi.Input<unknown[]>;
  /**
   * The offsets from which the connector resumes. They are set once: when the connector is created
   * (before it runs), when it is adopted with `adopt`, or when the list changes. A change stops the
   * connector, writes the config if that has changed too, sets the offsets of these partitions and
   * restores the state. Offsets of other partitions stay, and removing the list changes no offset.
   * Later offsets are not drift. Remove the list after the deployment, or a recreated connector
   * gets the same offsets again. Requires Kafka Connect 3.6 or later, and a source that lets you
   * alter its offsets.
   *
   * @default []
   */
  offsets?: pulumi.Input<pulumi.Input<ConnectorOffsetArgs>[]>;
  /**
   * What to do when the connector is deleted or replaced. A change costs nothing.
   *
   * @default {}
   */
  onDelete?: pulumi.Input<ConnectorOnDeleteArgs>;
  /**
   * Adopt an existing connector of this name instead of refusing it. If it equals the program,
   * nothing is written. The preview lists, key by key, what would be written. The connector is
   * deleted with the stack like any other, but never because another resource that managed it is
   * deleted in the same run. To rename a resource in the program, or to move it into a component,
   * give it a fixed `name` and the resource option `aliases`: then nothing is created or deleted. A
   * change costs nothing.
   *
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * Whether Connect validates a changed config in a preview. Turn this off if the validation must
   * not connect to the connector's external system. A change costs nothing.
   *
   * @default true
   */
  validate?: pulumi.Input<boolean>;
  /**
   * What a deployment waits for: `tasks` waits until the connector and all its tasks have reached
   * the state, `connector` only until the connector has (for connectors without tasks), and `none`
   * does not wait. A change costs nothing.
   *
   * @default "tasks"
   */
  waitFor?: pulumi.Input<ConnectorWaitFor>;
  /**
   * Config keys that others set on the server. They are not drift, and an update patches only the
   * other keys. Before Kafka Connect 3.8, which cannot patch, an update writes them again as it has
   * read them; if the server hides the value of one, the update is refused. A replacement takes the
   * keys along, and is refused in the same case. `*` matches any text.
   * `name` and `__internal.*` are always ignored. A change costs nothing.
   *
   * @default []
   */
  ignoreKeys?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Which keys are secret is not an argument, because a change shows on the keys themselves. The
 * engine does not compare this property, but stores what `check` returns. Releases before 0.1.0
 * stored it as `secretKeys`, and such states keep that name.
 */
const QUIET = { ignoreChanges: ["__secrets", "secretKeys"] };

/**
 * A connector on a Kafka Connect cluster.
 *
 * The resource option `customTimeouts` limits create, update and delete. The default is 10 minutes
 * each, which is longer than Connect's rebalance delay, during which nothing is assigned.
 */
export class Connector extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = CONNECTOR_TYPE;

  /** Whether `value` is a `Connector`, from any copy of this package. */
  static override isInstance(value: unknown): value is Connector {
    const type = (value as { __pulumiType?: unknown } | undefined)?.__pulumiType;
    return type === Connector.__pulumiType;
  }

  /** The name on the Connect cluster. */
  declare readonly connectorName: pulumi.Output<string>;
  /** `source` or `sink`. */
  declare readonly type: pulumi.Output<string>;
  /**
   * The connector's own observed state, at the last deployment or refresh: `running`, `paused`, `stopped`,
   * `failed`, `unassigned` or `restarting`. Its tasks have states of their own.
   */
  declare readonly state: pulumi.Output<ObservedState>;
  /** The tasks at the last deployment or refresh. */
  declare readonly tasks: pulumi.Output<TaskStatus[]>;
  /** The ids of the failed tasks. */
  declare readonly failedTasks: pulumi.Output<number[]>;
  /** The worker that runs the connector (not its tasks), as `host:port`. */
  declare readonly workerId: pulumi.Output<string>;
  /**
   * The connector's own stack trace, if it has failed. Secrets are masked. If the config contains
   * `${…}` references, the trace has only classes and frames, because Connect prints resolved
   * values.
   */
  declare readonly trace: pulumi.Output<string | undefined>;
  /** Identifies the cluster: the endpoint's `id`, or its url. */
  declare readonly clusterId: pulumi.Output<string>;

  constructor(name: string, args: ConnectorArgs, opts?: pulumi.CustomResourceOptions) {
    const given = argumentsOf(name, args);
    refuseReading("Connector", name, opts ?? {});
    const computed = {
      state: undefined,
      connectorName: undefined,
      type: undefined,
      tasks: undefined,
      failedTasks: undefined,
      workerId: undefined,
      trace: undefined,
      clusterId: undefined,
    };
    const inputs = { ...computed, ...inputsOf(name, given, opts ?? {}) };
    const traces = pauseStackTraces();
    try {
      super(Connector.__pulumiType, name, inputs, pulumi.mergeOptions(opts ?? {}, QUIET));
    } catch (error) {
      throw traces.takenFor(error);
    } finally {
      traces.resume();
    }
    const { cluster, restartPolicy } = given;
    if (restartPolicy !== undefined && publishes(cluster) && keepsRestartPolicies(cluster)) {
      cluster.declareRestartPolicy(name, given.name ?? name, restartPolicy);
    }
  }
}

/**
 * The arguments as given. In JavaScript they may be anything: `check` refuses mistakes, with their
 * paths.
 */
function argumentsOf(name: string, args: ConnectorArgs | undefined): ConnectorArgs {
  refuseArguments(`Connector "${name}"`, args);
  const given: Readonly<Record<string, unknown>> = isMap(args) ? args : {};
  const checked = mapValues(given, (path, value) => {
    if (path === "cluster" && publishes(value as ClusterInput)) return value;
    return refuseUnserialisable(`Connector "${name}"`, path, value);
  });
  return checked as unknown as ConnectorArgs;
}

function inputsOf(name: string, args: ConnectorArgs, opts: pulumi.CustomResourceOptions) {
  const config = withSecretValues(args.config ?? {});
  // The SDK takes four stack traces for each property, even an undefined one.
  return defined({
    ...args,
    name: nameIn(args.name, name),
    config,
    // Only the program knows which of its values are secret, and that this is a preview; `check`
    // removes both.
    __secretKeys: secretKeysOf(config),
    cluster: onceKnown(endpointIn(args.cluster), withSecretCredentials),
    timeouts: opts.customTimeouts,
    __provider: CONNECTOR_PROVIDER,
    __preview: pulumi.runtime.isDryRun() ? true : undefined,
  });
}

/** An Output of undefined also means the default. */
function nameIn(given: pulumi.Input<string> | undefined, resource: string): pulumi.Input<string> {
  if (!pulumi.Output.isInstance(given)) return given ?? resource;
  return given.apply((known: string | undefined) => known ?? resource);
}
