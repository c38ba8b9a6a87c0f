/** The resource `Connector`, with the same lifecycle as the dynamic resource. */
import { checkWithConnect } from "../provider/connector/check/remote-check";
import {
  type StoredInputs,
  type StoredSecrets,
  withDefaults,
} from "../provider/connector/stored-inputs";
import * as lifecycle from "../provider/connector/lifecycle";
import { type Outputs, type Props, withoutUndefined } from "../provider/connector/outputs";
import { readImported } from "../provider/connector/read-imported";
import { UserError } from "../provider/connect/explain";
import { failureText } from "../provider/core/failure-text";
import { type Draft, isKnown, type MaybeUnknown, UNKNOWN } from "../provider/core/unknown";
import type { Raw } from "../provider/core/values";
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
import { secretKeys, secretPaths } from "./secret-paths";
import { opened, type Opened, type Path, sealed } from "./wire";

export class ConnectorResource implements Resource {
  /** The cluster in the provider's configuration. */
  readonly #configured: MaybeUnknown<Endpoint> | undefined;

  constructor(configured: MaybeUnknown<Endpoint> | undefined) {
    this.#configured = configured;
  }

  async check(resource: string, olds: Opened, news: Opened): Promise<Checked> {
    const given = withoutInternal(news.plain);
    const ofProvider = (given.cluster ?? undefined) === undefined && this.#configured !== undefined;
    const cluster = ofProvider ? this.#configured : given.cluster;
    const program = { ...given, name: given.name ?? resource, cluster };
    if (isAsImported(olds.plain, program, cluster)) {
      const inputs = { ...olds.plain, cluster };
      return {
        inputs: sealed(ofProvider ? withoutLogin(inputs) : inputs, olds.paths),
        failures: [],
      };
    }
    const { inputs, failures } = await lifecycle.check(this.#inputs(olds), {
      ...program,
      __secretKeys: secretKeys(given.config, news.paths),
    });
    if (failures.length > 0) return { inputs: {}, failures };
    // The lifecycle has asked Connect which keys are secret, and marked their values.
    const { plain, paths } = opened(inputs as Raw);
    const stored = ofProvider ? withoutLogin(plain) : plain;
    return { inputs: sealed(stored, secretPaths(stored, news.paths, paths)), failures: [] };
  }

  async diff(id: string, olds: Opened, news: Opened, oldInputs: Opened): Promise<Change> {
    const { replaces, deleteBeforeReplace } = await lifecycle.diff(
      id,
      this.#outputs(olds),
      this.#draft(news),
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
    if (preview) {
      await this.#validate({}, news);
      return { outs: this.#sealed(this.#planned(news), news) };
    }
    return writing(
      (outs) => this.#sealed(outs, news),
      async () => {
        const inputs = { ...this.#inputs(news), ...limit("create", timeout) };
        const { id, outs } = await lifecycle.create(inputs);
        return { id, outs: this.#sealed(outs as Raw, news) };
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
    if (preview) {
      await this.#validate(this.#inputs(oldInputs), news);
      const { type = UNKNOWN } = olds.plain;
      return { outs: this.#sealed({ ...this.#planned(news), type }, news) };
    }
    return writing(
      (outs) => this.#sealed(outs, news),
      async () => {
        const inputs = { ...this.#inputs(news), ...limit("update", timeout) };
        const { outs } = await lifecycle.update(id, this.#outputs(olds), inputs);
        return { outs: this.#sealed(outs as Raw, news) };
      },
    );
  }

  /** Undefined if the connector does not exist. */
  async read(
    id: string,
    properties: Opened,
    inputs: Opened,
  ): Promise<{ outs: Raw; inputs: Raw } | undefined> {
    if (Object.keys(properties.plain).length === 0) return this.#import(id);
    const found = (await lifecycle.read(id, this.#outputs(properties))) as {
      id?: string;
      props: Raw;
      inputs?: Raw;
    };
    if (found.id === undefined) return undefined;
    const given = { plain: properties.plain, paths: [...properties.paths, ...inputs.paths] };
    const shown = keepingMarks(inputs.plain, found.inputs ?? {}, properties.plain);
    return {
      outs: this.#sealed(found.props, given),
      // If the workers are down, the last known state is kept.
      inputs:
        found.inputs === undefined
          ? sealed(inputs.plain, inputs.paths)
          : this.#sealed(shown, given),
    };
  }

  /** Only the connector's name is given, so the cluster is the provider's. */
  async #import(id: string): Promise<{ outs: Raw; inputs: Raw } | undefined> {
    const cluster = this.#configured;
    if (cluster === undefined) {
      throw new UserError(
        `read connector "${id}": set the configuration \`pulumi-kafka-connect:cluster\`, or the ` +
          "resource option `provider`: it says on which Connect cluster the connector is.",
      );
    }
    if (!isKnown(cluster))
      throw new UserError(`read connector "${id}": its cluster is not known yet`);
    const imported = await readImported(cluster, id);
    if (imported === undefined) return undefined;
    const { cluster: _, ...inputs } = imported.inputs;
    const none = { plain: {}, paths: [] };
    return {
      outs: this.#sealed(withoutLogin(imported.outputs), none),
      inputs: this.#sealed(inputs, none),
    };
  }

  async delete(id: string, olds: Opened, timeout: number): Promise<void> {
    await lifecycle.delete(id, { ...this.#outputs(olds), ...limit("delete", timeout) });
  }

  /** In a preview, mistakes that Connect finds can be shown only by failing the operation. */
  async #validate(before: Partial<StoredInputs>, news: Opened): Promise<void> {
    const inputs = withDefaults(this.#draft(news));
    const { failures } = await checkWithConnect(before, inputs, true);
    if (failures.length > 0) throw new UserError(failures.map(failureText.format).join("\n"));
  }

  /** As `provider/` stores inputs and outputs, which name the connector differently. */
  #inputs({ plain }: Opened): Props<StoredInputs> {
    return withLogin(plain, this.#configured) as unknown as Props<StoredInputs>;
  }

  /** As the engine passes them in a preview. */
  #draft({ plain }: Opened): Props<Draft<StoredInputs>> {
    return withLogin(plain, this.#configured) as unknown as Props<Draft<StoredInputs>>;
  }

  #outputs({ plain }: Opened): Props<Outputs> {
    return withLogin(plain, this.#configured) as unknown as Props<Outputs>;
  }

  /** The outputs in a preview, as far as they are known. */
  #planned(news: Opened): Raw {
    const { name, state: _, ...inputs } = news.plain;
    const cluster = inputs.cluster as MaybeUnknown<Endpoint>;
    return {
      ...inputs,
      connectorName: name,
      clusterId: knownClusterId(cluster) ?? UNKNOWN,
      type: UNKNOWN,
      state: UNKNOWN,
      tasks: UNKNOWN,
      failedTasks: UNKNOWN,
      workerId: UNKNOWN,
      trace: UNKNOWN,
    };
  }

  /** The outputs for the engine, in which everything is secret that was secret in the inputs. */
  #sealed(outs: Raw, given: Opened): Raw {
    const { timeouts: _, __provider: __, ...rest } = outs;
    const values = usesProviderCluster(given.plain) ? withoutLogin(rest) : rest;
    const { __secrets } = values as { __secrets?: Draft<StoredSecrets> };
    const secrets = __secrets?.keys ?? [];
    const keys = isKnown(secrets) ? secrets.map((key): Path => ["config", key]) : [];
    const marked = given.paths.filter((path) => path[0] === "config");
    return withoutUndefined(sealed(values, secretPaths(values, given.paths, [...keys, ...marked])));
  }
}
