/** Serves the engine's protocol by a lifecycle of `provider/`. */
import { withoutUndefined } from "../provider/connector/outputs";
import { UserError } from "../provider/connect/explain";
import { failureText } from "../provider/core/failure-text";
import { type MaybeUnknown, UNKNOWN } from "../provider/core/unknown";
import type { Failure, Raw } from "../provider/core/values";
import { NO_CLUSTER } from "../provider/endpoint/canonical";
import { type Endpoint, knownClusterId } from "../provider/endpoint/endpoint";
import {
  usesProviderCluster,
  withLogin,
  withoutLogin,
} from "../provider/endpoint/provider-cluster";
import { differences, propertyOf } from "./differences";
import { comparableInputs, isAsImported, keepingMarks } from "./imported";
import {
  type Change,
  type Checked,
  comparable,
  limit,
  type Resource,
  withoutInternal,
  type Write,
  writing,
} from "./resource";
import { secretPaths } from "./secret-paths";
import { opened, type Opened, type Path, sealed } from "./wire";

export type Configured = MaybeUnknown<Endpoint> | undefined;

export interface Kind {
  readonly lifecycle: Lifecycle;
  /** The program's properties, with further ones that only the lifecycle's check knows. */
  toCheck(program: Raw, resource: string, marked: readonly Path[]): Raw;
  /** The mistakes that a preview can show only by failing the operation. */
  validate(before: Raw, news: Raw): Promise<readonly Failure[]>;
  /** The outputs in a preview, as far as they are known. */
  planned(news: Raw, olds: Raw): Raw;
  /** The keys that the lifecycle has found to be secret. */
  secretsIn(stored: Raw): readonly Path[];
  /** Only the id is given, so the cluster is the provider's. */
  import(id: string, configured: Configured): Promise<{ outs: Raw; inputs: Raw } | undefined>;
}

/** Each lifecycle has its own inputs and outputs. */
export interface Lifecycle {
  check(olds: Raw, news: Raw): Promise<{ inputs: object; failures: Failure[] }>;
  diff(
    id: string,
    olds: Raw,
    news: Raw,
  ): Promise<{ replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Raw): Promise<{ id: string; outs: object }>;
  /** Without an id if the resource does not exist. */
  read?(id: string, props: Raw): Promise<object>;
  update(id: string, olds: Raw, news: Raw): Promise<{ outs: object }>;
  delete(id: string, props: Raw): Promise<void>;
}

export class LifecycleResource implements Resource {
  readonly #kind: Kind;
  /** The cluster in the provider's configuration. */
  readonly #configured: Configured;

  constructor(kind: Kind, configured: Configured) {
    this.#kind = kind;
    this.#configured = configured;
  }

  async check(resource: string, olds: Opened, news: Opened): Promise<Checked> {
    const given = withoutInternal(news.plain);
    const ofProvider = (given.cluster ?? undefined) === undefined && this.#configured !== undefined;
    const cluster = ofProvider ? this.#configured : given.cluster;
    const program = this.#kind.toCheck({ ...given, cluster }, resource, news.paths);
    const stored = (inputs: Raw) => (ofProvider ? withoutLogin(inputs) : inputs);
    if (isAsImported(olds.plain, program, cluster)) {
      return { inputs: sealed(stored({ ...olds.plain, cluster }), olds.paths), failures: [] };
    }
    const { inputs, failures } = await this.#kind.lifecycle.check(this.#full(olds), program);
    if (failures.length > 0) return { inputs: {}, failures: failures.map(withConfiguration) };
    // The lifecycle has asked Connect which keys are secret, and marked their values.
    const { plain, paths } = opened(inputs as Raw);
    return { inputs: this.#sealed(stored(plain), [...paths, ...news.paths]), failures: [] };
  }

  async diff(id: string, olds: Opened, news: Opened, oldInputs: Opened): Promise<Change> {
    const { replaces, deleteBeforeReplace } = await this.#kind.lifecycle.diff(
      id,
      this.#full(olds),
      this.#full(news),
    );
    // After an import by name, only the outputs contain the cluster.
    const { cluster = olds.plain.cluster, ...inputs } = comparableInputs(
      oldInputs.plain,
      olds.plain,
      news.plain,
    );
    const changes = differences(comparable({ ...inputs, cluster }), comparable(news.plain));
    for (const property of replaces) {
      if (![...changes.keys()].some((path) => propertyOf(path) === property)) {
        changes.set(property, "update");
      }
    }
    return { changes, replaces, deleteBeforeReplace };
  }

  async create(news: Opened, { preview, timeout }: Write): Promise<{ id?: string; outs: Raw }> {
    const timeouts = limit("create", timeout);
    if (preview) return { outs: await this.#previewed({}, news, {}) };
    return writing(
      (outs) => this.#stored(outs, news),
      async () => {
        const given = { ...this.#full(news), ...timeouts };
        const { id, outs } = await this.#kind.lifecycle.create(given);
        return { id, outs: this.#stored(outs as Raw, news) };
      },
    );
  }

  async update(
    id: string,
    olds: Opened,
    news: Opened,
    oldInputs: Opened,
    { preview, timeout }: Write,
  ): Promise<{ outs: Raw }> {
    const timeouts = limit("update", timeout);
    if (preview) return { outs: await this.#previewed(this.#full(oldInputs), news, olds.plain) };
    return writing(
      (outs) => this.#stored(outs, news),
      async () => {
        const given = { ...this.#full(news), ...timeouts };
        const { outs } = await this.#kind.lifecycle.update(id, this.#full(olds), given);
        return { outs: this.#stored(outs as Raw, news) };
      },
    );
  }

  async read(
    id: string,
    properties: Opened,
    inputs: Opened,
  ): Promise<{ outs: Raw; inputs: Raw } | undefined> {
    if (Object.keys(properties.plain).length === 0) return this.#import(id);
    const found = await this.#found(id, properties);
    if (found.id === undefined) return undefined;
    const given = { plain: properties.plain, paths: [...properties.paths, ...inputs.paths] };
    return {
      outs: this.#stored(found.props, given),
      // If the workers are down, the last known state is kept.
      inputs:
        found.inputs === undefined
          ? sealed(inputs.plain, inputs.paths)
          : this.#stored(keepingMarks(inputs.plain, found.inputs, properties.plain), given),
    };
  }

  async #found(id: string, properties: Opened): Promise<{ id?: string; props: Raw; inputs?: Raw }> {
    const found = await this.#kind.lifecycle.read?.(id, this.#full(properties));
    return (found ?? { id, props: properties.plain }) as { id?: string; props: Raw; inputs?: Raw };
  }

  async #import(id: string): Promise<{ outs: Raw; inputs: Raw } | undefined> {
    const imported = await this.#kind.import(id, this.#configured);
    if (imported === undefined) return undefined;
    return { outs: this.#sealed(imported.outs, []), inputs: this.#sealed(imported.inputs, []) };
  }

  async delete(id: string, olds: Opened, timeout: number): Promise<void> {
    await this.#kind.lifecycle.delete(id, { ...this.#full(olds), ...limit("delete", timeout) });
  }

  /** As `provider/` stores inputs and outputs; in a preview, they may contain unknown values. */
  #full({ plain }: Opened): Raw {
    return withLogin(plain, this.#configured);
  }

  /** The outputs in a preview. */
  async #previewed(before: Raw, news: Opened, olds: Raw): Promise<Raw> {
    const failures = await this.#kind.validate(before, this.#full(news));
    if (failures.length > 0) throw new UserError(failures.map(failureText.format).join("\n"));
    const cluster = news.plain.cluster as MaybeUnknown<Endpoint>;
    const clusterId = knownClusterId(cluster) ?? UNKNOWN;
    return this.#stored({ ...this.#kind.planned(news.plain, olds), clusterId }, news);
  }

  /** For the engine: everything is secret that was secret in the given values. */
  #stored(values: Raw, given: Opened): Raw {
    const { timeouts: _, __provider: __, ...stored } = values;
    const own = usesProviderCluster(given.plain) ? withoutLogin(stored) : stored;
    return this.#sealed(own, given.paths);
  }

  #sealed(values: Raw, marked: readonly Path[]): Raw {
    const found = this.#kind.secretsIn(values);
    return withoutUndefined(sealed(values, secretPaths(values, [...found, ...marked])));
  }
}

/** In the plugin, the cluster need not be an argument. */
function withConfiguration(failure: Failure): Failure {
  const required = failureText.format({ property: "cluster", reason: NO_CLUSTER });
  if (failure.reason !== required) return failure;
  const next = "Set the argument, or the configuration `pulumi-kafka-connect:cluster`";
  return { ...failure, reason: `${required}. ${next}` };
}
