/** The resources of a `ConnectorSet`, with the same lifecycles as the dynamic ones. */
import { checkWithConnect } from "../provider/connector/check/remote-check";
import {
  type StoredInputs,
  type StoredSecrets,
  withDefaults,
} from "../provider/connector/stored-inputs";
import { withoutUndefined } from "../provider/connector/outputs";
import { UserError } from "../provider/connect/explain";
import { failureText } from "../provider/core/failure-text";
import {
  type Draft,
  isKnown,
  isUnknown,
  type MaybeUnknown,
  UNKNOWN,
} from "../provider/core/unknown";
import { type Failure, isMap, type Raw } from "../provider/core/values";
import { type Endpoint, knownClusterId } from "../provider/endpoint/endpoint";
import {
  usesProviderCluster,
  withLogin,
  withoutLogin,
} from "../provider/endpoint/provider-cluster";
import { grouped } from "../provider/set/failures";
import { connectorsOf, type SetInputs } from "../provider/set/inputs";
import { connectorSet, warnOfDeletions } from "../provider/set/lifecycle";
import { connectorNames } from "../provider/set/names-lifecycle";
import { differences, propertyOf } from "./differences";
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
import { credentialPaths, secretKeys } from "./secret-paths";
import { opened, type Opened, type Path, sealed } from "./wire";

/** The lifecycle in `provider/`. Each has its own inputs and outputs. */
interface Lifecycle {
  check(olds: Raw, news: Raw): Promise<{ inputs: object; failures: Failure[] }>;
  diff(
    id: string,
    olds: Raw,
    news: Raw,
  ): Promise<{ replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Raw): Promise<{ id: string; outs: object }>;
  read?(id: string, props: Raw): Promise<object>;
  update(id: string, olds: Raw, news: Raw): Promise<{ outs: object }>;
  delete(id: string, props: Raw): Promise<void>;
}

interface Kind {
  readonly lifecycle: Lifecycle;
  /** Outputs that are unknown in a preview. */
  readonly computed: readonly string[];
  /** Makes a preview fail on mistakes. */
  validate(before: Raw, news: Raw): Promise<void>;
}

class PartOfSet implements Resource {
  readonly #kind: Kind;
  /** The cluster in the provider's configuration. */
  readonly #configured: unknown;

  constructor(kind: Kind, configured: unknown) {
    this.#kind = kind;
    this.#configured = configured;
  }

  async check(_resource: string, olds: Opened, news: Opened): Promise<Checked> {
    const given = withoutInternal(news.plain);
    const ofProvider = (given.cluster ?? undefined) === undefined && this.#configured !== undefined;
    const cluster = ofProvider ? this.#configured : given.cluster;
    const { inputs, failures } = await this.#kind.lifecycle.check(this.#full(olds), {
      ...given,
      cluster,
      ...secretKeysIn(given.connectors, news.paths),
    });
    if (failures.length > 0) return { inputs: {}, failures };
    const { plain, paths } = opened(inputs as Raw);
    const stored = ofProvider ? withoutLogin(plain) : plain;
    return { inputs: seal(stored, [...paths, ...news.paths]), failures: [] };
  }

  async diff(id: string, olds: Opened, news: Opened, oldInputs: Opened): Promise<Change> {
    const { replaces, deleteBeforeReplace } = await this.#kind.lifecycle.diff(
      id,
      this.#full(olds),
      this.#full(news),
    );
    const changes = differences(comparable(oldInputs.plain), comparable(news.plain));
    for (const property of replaces) {
      if (![...changes.keys()].some((path) => propertyOf(path) === property)) {
        changes.set(property, "update");
      }
    }
    return { changes, replaces, deleteBeforeReplace };
  }

  async create(news: Opened, { preview, timeout }: Write): Promise<{ id?: string; outs: Raw }> {
    const inputs = this.#full(news);
    if (preview) {
      await this.#kind.validate({}, inputs);
      return { outs: this.#planned(news) };
    }
    const stored = (outs: object) => this.#stored(outs as Raw, news);
    return writing(stored, async () => {
      const given = { ...inputs, ...limit("create", timeout) };
      const { id, outs } = await this.#kind.lifecycle.create(given);
      return { id, outs: stored(outs) };
    });
  }

  async update(
    id: string,
    olds: Opened,
    news: Opened,
    oldInputs: Opened,
    { preview, timeout }: Write,
  ): Promise<{ outs: Raw }> {
    const inputs = this.#full(news);
    if (preview) {
      await this.#kind.validate(this.#full(oldInputs), inputs);
      return { outs: this.#planned(news) };
    }
    const stored = (outs: object) => this.#stored(outs as Raw, news);
    return writing(stored, async () => {
      const given = { ...inputs, ...limit("update", timeout) };
      const { outs } = await this.#kind.lifecycle.update(id, this.#full(olds), given);
      return { outs: stored(outs) };
    });
  }

  async read(id: string, properties: Opened, inputs: Opened) {
    if (Object.keys(properties.plain).length === 0) {
      throw new UserError(
        "a ConnectorSet cannot be imported: declare its connectors with `adopt: true`, which writes nothing if they equal the program",
      );
    }
    const found = (await this.#kind.lifecycle.read?.(id, this.#full(properties))) as
      { props: Raw; inputs?: Raw } | undefined;
    const given = { plain: properties.plain, paths: [...properties.paths, ...inputs.paths] };
    return {
      outs: this.#stored(found?.props ?? properties.plain, given),
      // If the workers are down, the last known state is kept.
      inputs:
        found?.inputs === undefined
          ? sealed(inputs.plain, inputs.paths)
          : this.#stored(found.inputs, given),
    };
  }

  async delete(id: string, olds: Opened, timeout: number): Promise<void> {
    const props = { ...this.#full(olds), ...limit("delete", timeout) };
    await this.#kind.lifecycle.delete(id, props);
  }

  #full({ plain }: Opened): Raw {
    return withLogin(plain, this.#configured);
  }

  /** The outputs in a preview, as far as they are known. */
  #planned({ plain, paths }: Opened): Raw {
    const cluster = plain.cluster as MaybeUnknown<Endpoint>;
    return seal(
      {
        ...plain,
        clusterId: knownClusterId(cluster) ?? UNKNOWN,
        ...Object.fromEntries(this.#kind.computed.map((name) => [name, UNKNOWN])),
      },
      paths,
    );
  }

  #stored({ timeouts: _, __provider: __, ...outs }: Raw, given: Opened): Raw {
    const values = usesProviderCluster(given.plain) ? withoutLogin(outs) : outs;
    return seal(values, given.paths);
  }
}

/** The keys that a program marks as secret, by the connector's name. */
function secretKeysIn(connectors: unknown, paths: readonly Path[]): Raw {
  if (!isMap(connectors)) return {};
  const all = Object.entries(connectors).flatMap(([name, member]) => {
    const below = paths.filter(([property, of]) => property === "connectors" && of === name);
    const config = isMap(member) ? member.config : undefined;
    const keys = secretKeys(
      config,
      below.map((path) => path.slice(2)),
    );
    return !isUnknown(keys) && keys.length === 0 ? [] : [[name, keys] as const];
  });
  return all.length === 0 ? {} : { __secretKeys: Object.fromEntries(all) };
}

/** A secret in a list whose order may change makes the whole list secret. */
function seal(values: Raw, marked: readonly Path[]): Raw {
  const { __secrets = {} } = values as {
    __secrets?: Readonly<Record<string, MaybeUnknown<StoredSecrets>>>;
  };
  const keys = Object.entries(__secrets).flatMap(([name, secrets]) =>
    isKnown(secrets) ? secrets.keys.map((key): Path => ["connectors", name, "config", key]) : [],
  );
  const whole = marked.map((path): Path => {
    const [property, , argument] = path;
    if (property !== "connectors" || argument === undefined) return path;
    return path.slice(0, argument === "config" ? 4 : 3);
  });
  const credentials = credentialPaths(values.cluster).map((path): Path => ["cluster", ...path]);
  return withoutUndefined(sealed(values, [...keys, ...whole, ...credentials]));
}

async function validateMembers(before: Raw, news: Raw): Promise<void> {
  const [old, set] = [before, news] as unknown as [Partial<SetInputs>, Draft<SetInputs>];
  const known = connectorsOf(old);
  const members: Iterable<[string, Draft<StoredInputs>]> = connectorsOf(set as SetInputs);
  const checked = await Promise.all(
    [...members].map(async ([connector, one]) => {
      const { failures } = await checkWithConnect(
        known.get(connector) ?? {},
        withDefaults(one),
        true,
      );
      return failures.map((failure) => ({ connector, ...failure }));
    }),
  );
  const failures = grouped(checked.flat());
  if (failures.length > 0) throw new UserError(failures.map(failureText.format).join("\n"));
  const names = isMap(news.connectors) ? Object.keys(news.connectors) : undefined;
  if (names !== undefined) warnOfDeletions(old, names, set.cluster);
}

export function partsOfSets(
  configured: unknown,
): Readonly<Record<"ConnectorSetMembers" | "ConnectorNames", Resource>> {
  const members = {
    lifecycle: connectorSet as unknown as Lifecycle,
    computed: ["connectors", "workers"],
    validate: validateMembers,
  };
  const names = {
    lifecycle: connectorNames as unknown as Lifecycle,
    computed: ["taken"],
    validate: () => Promise.resolve(),
  };
  return {
    ConnectorSetMembers: new PartOfSet(members, configured),
    ConnectorNames: new PartOfSet(names, configured),
  };
}
