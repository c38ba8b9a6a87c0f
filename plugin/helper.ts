/** The helpers of a `ConnectCluster`, with the same lifecycles as the dynamic resources. */
import { withoutUndefined } from "../provider/connector/outputs";
import { UNKNOWN } from "../provider/core/unknown";
import type { Failure, Raw } from "../provider/core/values";
import { clusterName } from "../provider/workers/name-lifecycle";
import { workers } from "../provider/workers/lifecycle";
import { type Difference, differences } from "./differences";
import {
  type Change,
  type Checked,
  comparable,
  limit,
  type Resource,
  type Write,
  writing,
} from "./resource";
import { credentialPaths } from "./secret-paths";
import { type Opened, type Path, sealed } from "./wire";

/** The lifecycle in `provider/`. Each has its own inputs and outputs. */
interface Lifecycle {
  check(olds: Raw, news: Raw): Promise<{ inputs: object; failures: Failure[] }>;
  diff(id: string, olds: Raw, news: Raw): Promise<{ changes?: boolean }>;
  create(inputs: Raw): Promise<{ id: string; outs: object }>;
  read(id: string, props: Raw): Promise<{ id: string; props: object; inputs?: object }>;
  update(id: string, olds: Raw, news: Raw): Promise<{ outs: object }>;
}

class Helper implements Resource {
  readonly #lifecycle: Lifecycle;
  /** Outputs that are known only after a deployment. */
  readonly #computed: readonly string[];
  /** The input that a diff reports if no input differs. */
  readonly #again: string;

  constructor(lifecycle: unknown, computed: readonly string[], again: string) {
    this.#lifecycle = lifecycle as Lifecycle;
    this.#computed = computed;
    this.#again = again;
  }

  async check(_resource: string, olds: Opened, news: Opened): Promise<Checked> {
    const { inputs, failures } = await this.#lifecycle.check(olds.plain, comparable(news.plain));
    return { inputs: failures.length > 0 ? {} : seal(inputs as Raw, news.paths), failures };
  }

  async diff(id: string, olds: Opened, news: Opened, oldInputs: Opened): Promise<Change> {
    const { changes } = await this.#lifecycle.diff(id, olds.plain, news.plain);
    const found =
      changes === false
        ? new Map<string, Difference>()
        : differences(comparable(oldInputs.plain), comparable(news.plain));
    if (changes === true && found.size === 0) found.set(this.#again, "update");
    return { changes: found, replaces: [], deleteBeforeReplace: false };
  }

  async create(news: Opened, { preview, timeout }: Write): Promise<{ id?: string; outs: Raw }> {
    const stored = (outs: object) => seal(outs as Raw, news.paths);
    if (preview) return { outs: stored(this.#planned(news)) };
    return writing(stored, async () => {
      const inputs = { ...news.plain, ...limit("create", timeout) };
      const { id, outs } = await this.#lifecycle.create(inputs);
      return { id, outs: stored(outs) };
    });
  }

  async update(
    id: string,
    olds: Opened,
    news: Opened,
    _oldInputs: Opened,
    { preview, timeout }: Write,
  ): Promise<{ outs: Raw }> {
    const stored = (outs: object) => seal(outs as Raw, news.paths);
    if (preview) return { outs: stored(this.#planned(news)) };
    return writing(stored, async () => {
      const inputs = { ...news.plain, ...limit("update", timeout) };
      const { outs } = await this.#lifecycle.update(id, olds.plain, inputs);
      return { outs: stored(outs) };
    });
  }

  async read(id: string, properties: Opened, inputs: Opened) {
    if (Object.keys(properties.plain).length === 0) return undefined;
    const found = await this.#lifecycle.read(id, properties.plain);
    const paths = [...properties.paths, ...inputs.paths];
    return {
      outs: seal(found.props as Raw, paths),
      inputs: seal((found.inputs ?? inputs.plain) as Raw, paths),
    };
  }

  /** It has created nothing. */
  delete(): Promise<void> {
    return Promise.resolve();
  }

  #planned({ plain }: Opened): Raw {
    return { ...plain, ...Object.fromEntries(this.#computed.map((name) => [name, UNKNOWN])) };
  }
}

/** The outputs have the same secrets as the inputs. */
function seal({ timeouts: _, ...values }: Raw, marked: readonly Path[]): Raw {
  const credentials = credentialPaths(values.cluster).map((path): Path => ["cluster", ...path]);
  return withoutUndefined(sealed(values, [...marked, ...credentials]));
}

export const helpers: Readonly<Record<"Workers" | "ClusterName", Resource>> = {
  Workers: new Helper(workers, ["plugins", "kafka"], "revision"),
  ClusterName: new Helper(clusterName, [], "objects"),
};
