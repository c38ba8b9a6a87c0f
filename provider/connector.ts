import * as pulumi from "@pulumi/pulumi";
import type { WaitFor, TargetState } from "./inputs";
import { isReference, isSecretKey } from "./secrets";
import type { State, TaskState } from "./status";
export type { State, TargetState, TaskState, WaitFor };

/**
 * A value (credentials are made Pulumi secrets without being asked), or where to read it on the
 * machine that runs Pulumi: an environment variable or a file. A reference keeps the value out of
 * the state, and a rotated credential then needs no deployment.
 */
export type CredentialInput =
  pulumi.Input<string> | { env: pulumi.Input<string> } | { file: pulumi.Input<string> };

/** How to reach the REST API of a Kafka Connect cluster. */
export interface ConnectEndpoint {
  /**
   * Where the REST API is, such as `https://connect.example.com:8083`. Any worker will do, and so
   * will a load balancer.
   *
   * A change costs nothing when `id` is set; else it is taken for another cluster and replaces the
   * connector.
   */
  url: pulumi.Input<string>;
  /**
   * What tells this cluster from another one, so that its address can change. A change replaces the
   * connector: it is deleted on the old cluster and created on the new one. Giving an `id` to an
   * endpoint that had none costs nothing while its url stays.
   *
   * @default - the url
   */
  id?: pulumi.Input<string>;
  /** User and password for HTTP basic authentication. A change costs nothing. */
  basicAuth?: pulumi.Input<{ username: CredentialInput; password: CredentialInput }>;
  /** A token for `Authorization: Bearer …`. Not together with `basicAuth`. A change costs nothing. */
  bearerToken?: CredentialInput;
  /**
   * Headers for every request, for a gateway in front of Connect. Connect does not pass them on when
   * a worker forwards a write to another one. A change costs nothing.
   */
  headers?: pulumi.Input<Record<string, CredentialInput>>;
  /** TLS settings, for an https url. A change costs nothing. */
  tls?: pulumi.Input<ConnectTls>;
}

/** All texts are PEM; for files give `{ file: path }`. */
export interface ConnectTls {
  /** @default - the CAs that Node.js trusts */
  ca?: CredentialInput;
  /** The client's certificate, with `key`. */
  cert?: CredentialInput;
  key?: CredentialInput;
  /** The name that the worker's certificate is for, when it is not the one in the url. */
  serverName?: pulumi.Input<string>;
  /**
   * Accept any certificate. For experiments: whoever is in between reads the credentials.
   *
   * @default false
   */
  insecureSkipVerify?: pulumi.Input<boolean>;
}

/** What to do about a connector or task that is FAILED while a deployment waits for it. */
export interface RestartPolicyArgs {
  /** @default "OnFailure" */
  type?: pulumi.Input<"OnFailure" | "Never">;
  /**
   * Restarts before the deployment gives up, with waits that grow from 1 to 10 seconds.
   *
   * @default 10
   */
  maxRetry?: pulumi.Input<number>;
}

export interface ConnectorArgs {
  /** The Connect cluster that runs the connector. */
  cluster: pulumi.Input<ConnectEndpoint>;
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
   * the connector and its tasks. Values whose key tells that they are secret (`password`, `secret`,
   * `token` and the like, and what the connector defines as PASSWORD) become Pulumi secrets, unless
   * they are `${provider:path:key}` references, which Connect resolves on its workers.
   *
   * @default {}
   */
  config?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /**
   * `running`, `paused` (keeps its tasks) or `stopped` (gives them up; needs Connect 3.5). A change
   * does not write the config.
   *
   * @default "running"
   */
  state?: pulumi.Input<TargetState>;
  /** Restarts while a deployment waits. A change costs nothing. */
  restartPolicy?: pulumi.Input<RestartPolicyArgs>;
  /**
   * Take over a connector of this name that exists already, instead of refusing: nothing is written
   * when it equals the program. It is deleted with the stack like any other. A change costs nothing.
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
   * are. `*` stands for any text. `name` and `__internal.*` are ignored in any case. A change costs
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

  constructor(name: string, args: ConnectorArgs, opts: pulumi.CustomResourceOptions = {}) {
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
    super(Connector.__pulumiType, name, { ...computed, ...inputsOf(name, args, opts) }, opts);
  }
}

function inputsOf(name: string, args: ConnectorArgs, opts: pulumi.CustomResourceOptions) {
  const config = onceKnown(args.config ?? {}, (entries) =>
    mapValues(entries, (key, value) => (isSecretKey(key) ? secretUnlessReference(value) : value)),
  );
  return {
    ...args,
    name: args.name ?? name,
    config,
    secretKeys: secretKeysOf(config),
    cluster: onceKnown(args.cluster, withSecretCredentials),
    timeouts: opts.customTimeouts,
    __provider: PROVIDER,
    // Only a program is told that this is a preview; `check` takes it out again.
    __preview: pulumi.runtime.isDryRun() ? true : undefined,
  };
}

type ConfigValue = string | number | boolean;
type ConfigInput = Record<string, pulumi.Input<ConfigValue>>;

/**
 * Applies `change` at once to what is plain, and only else inside an Output: one value in a map that
 * is not known yet must not make a preview lose all the others.
 */
function onceKnown<T extends object>(
  input: pulumi.Input<T>,
  change: (value: T) => pulumi.Input<T>,
): pulumi.Input<T> {
  if (pulumi.Output.isInstance(input) || input instanceof Promise) {
    // The SDK's type for an unwrapped type parameter is not the parameter itself.
    const known = pulumi.output(input) as unknown as pulumi.Output<T>;
    return known.apply(change) as pulumi.Output<T>;
  }
  return change(input);
}

function mapValues<T>(
  entries: Readonly<Record<string, T>>,
  change: (key: string, value: T) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key, change(key, value)]),
  );
}

function secretUnlessReference(value: pulumi.Input<ConfigValue>): pulumi.Input<ConfigValue> {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return pulumi
      .output<ConfigValue>(value)
      .apply((known) => (isReference(known) ? pulumi.output(known) : pulumi.secret(known)));
  }
  return isReference(value) ? value : pulumi.secret(value);
}

/** The keys whose values must not be compared nor shown: the provider itself is not told which. */
function secretKeysOf(config: pulumi.Input<ConfigInput>): pulumi.Input<string[]> | undefined {
  if (pulumi.Output.isInstance(config)) {
    const whole = config as pulumi.Output<ConfigInput>;
    return whole.apply(async (entries) =>
      (await pulumi.isSecret(whole)) ? Object.keys(entries).sort() : secretKeysIn(entries),
    );
  }
  const entries = config as ConfigInput;
  const mayBeSecret = Object.values(entries).some((value) => pulumi.Output.isInstance(value));
  return mayBeSecret ? secretKeysIn(entries) : undefined;
}

async function secretKeysIn(entries: ConfigInput): Promise<string[]> {
  const keys = Object.entries(entries).map(async ([key, value]) =>
    pulumi.Output.isInstance(value) && (await pulumi.isSecret(value)) ? [key] : [],
  );
  return (await Promise.all(keys)).flat().sort();
}

function withSecretCredentials(endpoint: ConnectEndpoint): ConnectEndpoint {
  const { basicAuth, bearerToken, headers, tls } = endpoint;
  return {
    ...endpoint,
    ...(basicAuth === undefined
      ? {}
      : {
          basicAuth: onceKnown(basicAuth, (auth) => ({
            ...auth,
            password: secretCredential(auth.password),
          })),
        }),
    ...(bearerToken === undefined ? {} : { bearerToken: secretCredential(bearerToken) }),
    ...(headers === undefined
      ? {}
      : {
          headers: onceKnown(headers, (all) =>
            mapValues(all, (_, value) => secretCredential(value)),
          ),
        }),
    ...(tls === undefined
      ? {}
      : {
          tls: onceKnown(tls, (settings) =>
            settings.key === undefined
              ? settings
              : { ...settings, key: secretCredential(settings.key) },
          ),
        }),
  };
}

/** A reference to a credential is none itself. */
function secretCredential(credential: CredentialInput): CredentialInput {
  const isPlaceToRead =
    typeof credential === "object" && ("env" in credential || "file" in credential);
  if (isPlaceToRead && !pulumi.Output.isInstance(credential)) return credential;
  return pulumi.secret(credential as pulumi.Input<string>);
}
