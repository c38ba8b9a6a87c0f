import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterInput,
  endpointIn,
  publishes,
  type RestartPolicyArgs,
  withSecretCredentials,
} from "../endpoint/args";
import { isSecret } from "../connect/secrets";
import type { State, TargetState, TaskState, WaitFor } from "../connect/status";
import { mapValues, onceKnown } from "../core/once-known";
import { defined, isMap } from "../core/values";
import { refuseFunctions, refuseReading } from "../core/program-errors";

/** Where a connector goes on in one partition of what it reads. */
export interface ConnectorOffsetArgs {
  /**
   * A source's own words, as `GET /connectors/{name}/offsets` shows them; of a sink
   * `{ kafka_topic: "orders", kafka_partition: 0 }`.
   */
  partition: pulumi.Input<Record<string, unknown>>;
  /**
   * A source's own words; of a sink `{ kafka_offset: 42 }`. Whole numbers up to 2^53, each value as
   * the connector writes it: `7` and `"7"` differ.
   */
  offset: pulumi.Input<Record<string, unknown>>;
}

/** What is done beyond deleting the connector. */
export interface OnDeleteArgs {
  /**
   * Forget its offsets too, so that a connector of the same name begins from the start. It is stopped
   * first, which takes as long as its tasks do. Needs Connect 3.6.
   *
   * @default false - they stay in Connect's offsets topic, and those of a sink in its consumer group
   */
  resetOffsets?: pulumi.Input<boolean>;
}

/** What a connector should be. Only `cluster` and `class` are required. */
export interface ConnectorArgs {
  /** The Connect cluster that runs the connector: a `ConnectCluster`, or how to reach one. */
  cluster: ClusterInput;
  /**
   * The connector's name. `/`, `%` and `\` are refused: REST could not address it. A change replaces
   * the connector; a source then has no offsets, and a sink another consumer group.
   *
   * @default - the resource's name
   */
  name?: pulumi.Input<string>;
  /**
   * The connector class (`connector.class`), in full or as an alias. A change restarts the connector.
   */
  class: pulumi.Input<string>;
  /**
   * The most tasks that the connector may have (`tasks.max`). A change restarts the connector.
   *
   * @default 1
   */
  tasksMax?: pulumi.Input<number>;
  /**
   * The connector's config, without the keys that have an argument of their own. A change restarts
   * the connector and its tasks. Values become Pulumi secrets if their key suggests it (`password`,
   * `secret`, `token` and the like), if they look like one (a private key, a URL with a password), or
   * if the connector defines the key as PASSWORD; but not `${provider:path:key}` references, which
   * Connect resolves on its workers. Write a number beyond 2^53 as a string.
   *
   * @default {}
   */
  config?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /**
   * `running`, `paused` (keeps its tasks) or `stopped` (gives them up; needs Connect 3.5). A connector
   * is created in that state, and never runs before it (with Connect before 3.7 it does for a moment).
   * What has failed of one that is to be paused is restarted, without being run.
   *
   * A change does not write the config, nor does it restart what runs.
   *
   * @default "running"
   */
  state?: pulumi.Input<TargetState>;
  /**
   * Restarts while a deployment waits, and by the healing agent of a `ConnectCluster` from then on:
   * the agent follows a change within about two minutes. A change costs nothing.
   */
  restartPolicy?: pulumi.Input<RestartPolicyArgs>;
  /**
   * Any values. A change of one restarts the connector and its tasks without writing the config: for
   * what Connect reads at a start only, such as a rotated credential behind a `${file:…}` reference
   * (pausing or stopping it for a while is not enough). Paused or stopped it stays so, and a config
   * that changes too costs no second restart. A list that comes or goes is a change. A secret among
   * the values makes the list a secret.
   *
   * @default []
   */
  restartTriggers?: pulumi.Input<unknown[]>;
  /**
   * Where it goes on, set once: when the connector is created (before it runs), taken over with
   * `adopt`, or the list changes. A change stops the connector, writes the config when it has changed
   * too, sets the offsets of these partitions and gives it its state back. Those of other partitions
   * stay, and so do all when the list goes. Offsets move on: what they are later is no drift. Take
   * the list out when it has done its work, or a connector that is created again gets them again.
   * Needs Connect 3.6, and a source that lets its offsets be altered.
   *
   * @default []
   */
  offsets?: pulumi.Input<pulumi.Input<ConnectorOffsetArgs>[]>;
  /** What is done when the connector is deleted or replaced. A change costs nothing. */
  onDelete?: pulumi.Input<OnDeleteArgs>;
  /**
   * Take over a connector of this name that exists already, instead of refusing: nothing is written
   * when it equals the program. A preview tells, key by key, what would be. It is deleted with the
   * stack like any other, but never because another resource that had it goes in the same run. To
   * rename a resource in the program, or to move it into a component, give it a fixed `name` and the
   * resource option `aliases`: then nothing is created nor deleted. A change costs nothing.
   *
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * Let Connect validate a changed config in a preview. Turn it off for a connector whose validation
   * must not reach its own system from the worker. A change costs nothing.
   *
   * @default true
   */
  validate?: pulumi.Input<boolean>;
  /**
   * What a deployment waits for: that the connector and all its `tasks` have reached the state, only
   * the `connector` (for one that makes no tasks), or `none`. A change costs nothing.
   *
   * @default "tasks"
   */
  waitFor?: pulumi.Input<WaitFor>;
  /**
   * Config keys that others set on the server: they are no drift, and an update leaves them as they
   * are. When the server hides the value of such a key, an update changes the other keys one by one,
   * which needs Connect 3.8; an older one refuses. `*` stands for any text. `name` and `__internal.*` are ignored in any case. A change costs
   * nothing.
   *
   * @default []
   */
  ignoreKeys?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * What the engine runs for every verb. It is part of each connector's state: one constant text,
 * which loads the installed package, so that no release ever changes it.
 */
const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider')";

/**
 * Which keys are secret is not an argument: a change shows on the keys themselves. The engine leaves
 * it out of what it compares, and stores what `check` gives all the same.
 */
const QUIET = { ignoreChanges: ["__secrets"] };

/**
 * A connector on a Kafka Connect cluster.
 *
 * `customTimeouts` in the resource options limit create, update and delete (default 10 minutes each:
 * longer than Connect's rebalance delay, in which nothing is assigned).
 */
export class Connector extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/kafkaconnect:Connector";

  /** Whether it is a `Connector`, of whichever copy of this package. */
  static override isInstance(value: unknown): value is Connector {
    const type = (value as { __pulumiType?: unknown } | undefined)?.__pulumiType;
    return type === Connector.__pulumiType;
  }

  /** The name on the Connect cluster. */
  declare readonly connectorName: pulumi.Output<string>;
  /** `source` or `sink`. */
  declare readonly type: pulumi.Output<string>;
  /**
   * The connector's own state at the last deployment or refresh: `running`, `paused`, `stopped`,
   * `failed`, `unassigned` or `restarting`. Its tasks have states of their own.
   */
  declare readonly state: pulumi.Output<State>;
  /** Its tasks at the last deployment or refresh. */
  declare readonly tasks: pulumi.Output<TaskState[]>;
  /** The ids of the failed ones among them. */
  declare readonly failedTasks: pulumi.Output<number[]>;
  /** The worker that runs the connector (not its tasks), as `host:port`. */
  declare readonly workerId: pulumi.Output<string>;
  /**
   * The connector's own stack trace, when it is failed. Declared secrets are masked; with `${…}`
   * references in the config only classes and frames are left, since Connect prints what it resolved.
   */
  declare readonly trace: pulumi.Output<string | undefined>;
  /** What tells its cluster from others: the endpoint's `id`, or its url. */
  declare readonly clusterId: pulumi.Output<string>;

  constructor(name: string, args: ConnectorArgs, opts?: pulumi.CustomResourceOptions) {
    const given = argumentsOf(name, args);
    refuseReading(name, opts ?? {});
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
    super(Connector.__pulumiType, name, inputs, pulumi.mergeOptions(opts ?? {}, QUIET));
    const { cluster, restartPolicy } = given;
    if (restartPolicy !== undefined && publishes(cluster)) {
      cluster.declareRestartPolicy?.(name, given.name ?? name, restartPolicy);
    }
  }
}

/** As given, which in JavaScript may be anything: `check` refuses it, with its path. */
function argumentsOf(name: string, args: ConnectorArgs | undefined): ConnectorArgs {
  const given: Readonly<Record<string, unknown>> = isMap(args) ? args : {};
  const checked = mapValues(given, (path, value) => {
    if (path === "cluster" && publishes(value as ClusterInput)) return value;
    return onceKnown(value as object, (known) => refuseFunctions(name, path, known));
  });
  return checked as unknown as ConnectorArgs;
}

function inputsOf(name: string, args: ConnectorArgs, opts: pulumi.CustomResourceOptions) {
  const config = withSecretValues(args.config ?? {});
  // The SDK takes four stack traces for each property, also for one that is undefined.
  return defined({
    ...args,
    name: nameIn(args.name, name),
    config,
    // Only a program knows which of its values are secret, and that this is a preview; `check` takes
    // both out again.
    __secretKeys: secretKeysOf(config),
    cluster: onceKnown(endpointIn(args.cluster), withSecretCredentials),
    timeouts: opts.customTimeouts,
    __provider: PROVIDER,
    __preview: pulumi.runtime.isDryRun() ? true : undefined,
  });
}

/** An Output of undefined means the default too. */
function nameIn(given: pulumi.Input<string> | undefined, resource: string): pulumi.Input<string> {
  if (!pulumi.Output.isInstance(given)) return given ?? resource;
  return given.apply((known: string | undefined) => known ?? resource);
}

type ConfigValue = string | number | boolean;
type ConfigInput = Record<string, pulumi.Input<ConfigValue>>;

/**
 * Secrecy is per value. Of a config that is secret as a whole each value is: a secret around all of
 * them would hide from the engine which key has changed.
 */
function withSecretValues(config: pulumi.Input<ConfigInput>): pulumi.Input<ConfigInput> {
  if (!pulumi.Output.isInstance(config)) {
    return onceKnown(
      config,
      (entries) => (isMap(entries) ? mapValues(entries, secretIfNeeded) : entries), // Else `check` refuses it.
    );
  }
  const whole = config as pulumi.Output<ConfigInput>;
  return pulumi.unsecret(whole).apply(async (entries) => {
    if (!isMap(entries)) return entries;
    const all = await pulumi.isSecret(whole);
    return mapValues(entries, (key, value) =>
      all ? pulumi.secret(value) : secretIfNeeded(key, value),
    );
  });
}

function secretIfNeeded(key: string, value: pulumi.Input<ConfigValue>): pulumi.Input<ConfigValue> {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return pulumi
      .output<ConfigValue>(value)
      .apply((known) => (isSecret(key, known) ? pulumi.secret(known) : pulumi.output(known)));
  }
  return isSecret(key, value) ? pulumi.secret(value) : value;
}

/** The keys whose values are secret: the engine does not tell the provider which. */
function secretKeysOf(config: pulumi.Input<ConfigInput>): pulumi.Input<string[]> | undefined {
  if (pulumi.Output.isInstance(config)) {
    return (config as pulumi.Output<ConfigInput>).apply(secretKeysIn);
  }
  if (!isMap(config)) return undefined;
  const entries = config;
  const mayBeSecret = Object.values(entries).some((value) => pulumi.Output.isInstance(value));
  return mayBeSecret ? secretKeysIn(entries) : undefined;
}

async function secretKeysIn(entries: ConfigInput): Promise<string[]> {
  if (!isMap(entries)) return [];
  const keys = Object.entries(entries).map(async ([key, value]) =>
    pulumi.Output.isInstance(value) && (await pulumi.isSecret(value)) ? [key] : [],
  );
  return (await Promise.all(keys)).flat().sort();
}
