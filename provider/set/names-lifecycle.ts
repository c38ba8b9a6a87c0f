/**
 * The lifecycle of a set's names. It finds out which names were free before the set creates
 * connectors, and deletes the connectors that the set has given up. See `handover.ts`.
 */
import { clusterOf } from "../connect/session";
import { explain, UserError } from "../connect/explain";
import { createRedactor } from "../connect/redact";
import { inputsToDelete } from "../connector/stored-inputs";
import { joinRun } from "../connector/answer";
import { removeOne } from "../connector/connector-operations";
import type { Props } from "../connector/outputs";
import { compareEndpoints } from "../connector/same-cluster";
import { thisRun } from "../connector/this-run";
import { DEFAULT_TIMEOUT, parseDuration } from "../core/duration";
import { failureText } from "../core/failure-text";
import { processLog } from "../core/log";
import { type Draft, isKnown } from "../core/unknown";
import { type Failure, isListOfTexts, type Raw } from "../core/values";
import { canonicalEndpoint } from "../endpoint/canonical";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { endpointSecrets } from "../endpoint/credentials";
import { reasonsOf } from "./failures";
import { handover } from "./handover";
import { handedOver } from "./handover-elsewhere";
import { type Task, together, unfinishedIn } from "./concurrently";

interface Inputs {
  readonly cluster: Endpoint;
  readonly names: readonly string[];
  readonly timeouts?: Readonly<Record<string, string>>;
}

interface Outputs extends Inputs {
  /** The names that existed before the set used them. */
  readonly taken: readonly string[];
}

export const connectorNames = {
  /** Checks nothing: the set itself refuses mistakes, with their paths in the program. */
  check(_olds: unknown, news: Raw): Promise<{ inputs: object; failures: Failure[] }> {
    const failures: unknown[] = [];
    const cluster = canonicalEndpoint(news.cluster, (property) => failures.push(property));
    const inputs = failures.length > 0 ? news : { ...news, cluster };
    return Promise.resolve({ inputs, failures: [] });
  },

  /**
   * Giving up a name replaces the resource, and the engine deletes the replaced one at the end of
   * the run.
   */
  async diff(
    _id: string,
    olds: Props<Outputs>,
    news: Props<Draft<Inputs>>,
  ): Promise<{ replaces: string[]; deleteBeforeReplace: boolean }> {
    await noteFree(olds);
    const { names } = news;
    const now = new Set(isKnown(names) && isListOfTexts(names) ? names : olds.names);
    const gone = olds.names.some((name) => !now.has(name));
    return { replaces: gone ? ["names"] : [], deleteBeforeReplace: false };
  },

  async create(inputs: Props<Inputs>): Promise<{ id: string; outs: object }> {
    const outs = { ...inputs, taken: await takenAmong(inputs, inputs.names) };
    await noteFree(outs);
    return { id: clusterId(inputs.cluster), outs };
  },

  async update(_id: string, olds: Props<Outputs>, news: Props<Inputs>): Promise<{ outs: object }> {
    const same = compareEndpoints(olds.cluster, news.cluster) === "same";
    const before = new Set(same ? olds.names : []);
    const added = news.names.filter((name) => !before.has(name));
    const taken = new Set([
      ...olds.taken.filter((name) => before.has(name)),
      ...(await takenAmong(news, added)),
    ]);
    const outs = { ...news, taken: news.names.filter((name) => taken.has(name)) };
    await noteFree(outs);
    return { outs };
  },

  /** Deletes the connectors that the set has given up, unless another resource has them now. */
  async delete(_id: string, props: Props<Outputs>): Promise<void> {
    const cluster = thisRun.addressOf(props.cluster);
    const { leaving: all } = await handedOver(props.cluster, props.names);
    const tasks = props.names.flatMap((name): Task<void>[] => {
      const leaving = all[name];
      if (leaving === undefined) return [];
      const { timeouts } = props;
      const common = timeouts === undefined ? {} : { timeouts };
      const inputs = inputsToDelete(cluster, name, { ...common, ...leaving });
      const owner = { stored: undefined, workers: [] };
      return [{ verb: "delete", inputs, work: (op) => removeOne(op, owner) }];
    });
    const outcomes = await together("deleted", tasks, processLog());
    const unfinished = unfinishedIn(outcomes);
    if (unfinished.length === 0) return;
    const text = reasonsOf(unfinished).join("\n");
    throw new UserError(text).printedAs("delete connectors of a set failed");
  },
};

async function noteFree({ cluster, names, taken }: Outputs): Promise<void> {
  const existed = new Set(taken);
  handover.noteFree(
    cluster,
    names.filter((name) => !existed.has(name)),
  );
  await joinRun(false);
}

/**
 * Finds the existing names. A name that was free in an earlier run of the same set still counts as
 * free.
 */
async function takenAmong(inputs: Inputs, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const failures: Failure[] = [];
  canonicalEndpoint(inputs.cluster, (property, reason) => failures.push({ property, reason }));
  if (failures.length > 0) throw new UserError(failures.map(failureText.format).join("\n"));
  const redactor = createRedactor({ config: {}, more: endpointSecrets(inputs.cluster) });
  try {
    const cluster = clusterOf(inputs.cluster);
    const limit = parseDuration(inputs.timeouts?.create ?? DEFAULT_TIMEOUT) ?? NaN;
    const deadline = cluster.clock.now() + limit;
    const existing = new Set(await cluster.read(() => cluster.api.names(), deadline));
    const found = names.filter((name) => existing.has(name));
    const free = new Set((await handedOver(inputs.cluster, found)).free);
    return found.filter((name) => !free.has(name));
  } catch (error) {
    const doing = "find out which connectors exist";
    throw explain(error, doing, inputs.cluster, redactor).printedAs(`${doing} failed`);
  }
}
