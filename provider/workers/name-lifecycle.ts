/** The life of a `ClusterName`: it finds out whether the name is free, and writes nothing. */
import { FORWARD_STEPS, UserError } from "../connect/explain";
import { ForwardError } from "../core/errors";
import { processLog } from "../core/log";
import { type Failure, UNKNOWN } from "../core/values";
import {
  type Access,
  existingObjects,
  type FoundObject,
  type NamedObject,
} from "../kubernetes/owners";
import { refusal } from "./ownership";

interface Inputs {
  /** The URN of the `ConnectCluster`. */
  readonly owner: string;
  readonly namespace: string;
  /** What it creates under a fixed name. */
  readonly objects: readonly NamedObject[];
  readonly access: Access;
}

export const clusterName = {
  async check(
    olds: Partial<Inputs>,
    news: Inputs,
  ): Promise<{ inputs: object; failures: Failure[] }> {
    const reason = isKnown(news)
      ? (refusedInProgram(news) ?? (await refusedIfReached(olds, news)))
      : undefined;
    return { inputs: news, failures: reason === undefined ? [] : [{ property: "", reason }] };
  },

  async create(inputs: Inputs): Promise<{ id: string; outs: Inputs }> {
    const found = await foundUnder({}, inputs);
    requireOwn(inputs, found);
    if (found.length > 0) {
      processLog().warn(
        `${found.map(({ kind, name }) => `${kind} "${name}"`).join(", ")} in the namespace ` +
          `${inputs.namespace} exist already and belong to this resource: they are adopted`,
      );
    }
    return { id: `${inputs.namespace}/${inputs.objects[0]?.name ?? ""}`, outs: inputs };
  },

  async update(_id: string, olds: Inputs, news: Inputs): Promise<{ outs: Inputs }> {
    requireOwn(news, await foundUnder(olds, news));
    return { outs: news };
  },

  delete: () => Promise.resolve(),
};

function isKnown({ namespace, objects, access }: Inputs): boolean {
  return !JSON.stringify([namespace, objects, access]).includes(UNKNOWN);
}

/** A preview may have no cluster: `create` and `update` need it, and then say what is wrong. */
async function refusedIfReached(olds: Partial<Inputs>, news: Inputs): Promise<string | undefined> {
  try {
    return refusal(news.owner, news.namespace, await existingAmongNew(olds, news));
  } catch (error) {
    if (error instanceof ForwardError) return undefined;
    throw error;
  }
}

async function foundUnder(olds: Partial<Inputs>, news: Inputs): Promise<FoundObject[]> {
  try {
    return await existingAmongNew(olds, news);
  } catch (error) {
    if (!(error instanceof ForwardError)) throw error;
    throw new UserError(
      `find out whether the names of the cluster are free in the namespace ${news.namespace}: ` +
        `${error.message}\n${FORWARD_STEPS[error.problem]}`,
    );
  }
}

function requireOwn({ owner, namespace }: Inputs, found: readonly FoundObject[]): void {
  const reason = refusal(owner, namespace, found);
  if (reason !== undefined) throw new UserError(reason);
}

/** What the state already has is this resource's own. */
async function existingAmongNew(olds: Partial<Inputs>, news: Inputs): Promise<FoundObject[]> {
  const { access, namespace, objects } = news;
  const before = olds.namespace === namespace ? (olds.objects ?? []) : [];
  const added = objects.filter(
    ({ kind, name }) => !before.some((one) => one.kind === kind && one.name === name),
  );
  return added.length === 0 ? [] : existingObjects(access, namespace, added);
}

/** The owner of each name in this run: none of them need exist yet. */
const ownersInProgram = new Map<string, string>();

function refusedInProgram({ owner, namespace, objects, access }: Inputs): string | undefined {
  const found = objects.map((object) => {
    const key = JSON.stringify([access, namespace, object.kind, object.name]);
    const first = ownersInProgram.get(key) ?? owner;
    ownersInProgram.set(key, first);
    return { ...object, owner: first };
  });
  return refusal(owner, namespace, found);
}
