/**
 * The lifecycle of a `ClusterName`, which finds out whether the name is free, but writes nothing.
 */
import { isDeepStrictEqual } from "node:util";
import { forwardStep, UserError } from "../connect/explain";
import { ForwardError } from "../core/errors";
import { processLog } from "../core/log";
import { type Draft, isKnown, isUnknown } from "../core/unknown";
import type { Failure } from "../core/values";
import {
  type Access,
  existingObjects,
  type FoundObject,
  type NamedObject,
} from "../kubernetes/owners";
import { findStatefulSet } from "../kubernetes/rollout-state";
import { foreignScale } from "../kubernetes/scale";
import { refusal } from "./ownership";
import { scaleRefusal } from "./scaled";

interface Inputs {
  /** The URN of the `ConnectCluster`. */
  readonly owner: string;
  readonly namespace: string;
  /** The objects that it creates under a fixed name. */
  readonly objects: readonly NamedObject[];
  readonly access: Access;
  /** The desired number of pods; undefined if others decide it. */
  readonly replicas?: number;
  /** Changes whenever something changes that the StatefulSet's pods depend on. */
  readonly content?: string;
}

type Names = Pick<Inputs, "owner" | "namespace" | "objects" | "access">;
/** The other inputs may be unknown. */
type Named = Draft<Inputs> & Names;

export const clusterName = {
  async check(
    olds: Partial<Inputs>,
    news: Draft<Inputs>,
  ): Promise<{ inputs: object; failures: Failure[] }> {
    const reason = isNamed(news)
      ? (refusedInProgram(news) ?? (await refusedIfReached(olds, news)))
      : undefined;
    return { inputs: news, failures: reason === undefined ? [] : [{ property: "", reason }] };
  },

  /**
   * Only compares the content, because the StatefulSet shows what changes. The engine compares
   * everything else.
   */
  diff(_id: string, olds: Inputs, news: Draft<Inputs>): Promise<{ changes?: boolean }> {
    const { content: _, ...before } = olds;
    const { content: __, ...after } = news;
    return Promise.resolve(isDeepStrictEqual(before, after) ? { changes: false } : {});
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

  /** A number of pods that others have set is drift, which the next deployment would correct. */
  async read(id: string, props: Inputs): Promise<{ id: string; props: Inputs; inputs?: Inputs }> {
    const found = await scaleIfReached(props);
    if (props.replicas === undefined || found === undefined) return { id, props };
    if (found.replicas === props.replicas) return { id, props };
    const read = { ...props, replicas: found.replicas };
    return { id, props: read, inputs: read };
  },

  delete: () => Promise.resolve(),
};

function isNamed(news: Draft<Inputs>): news is Named {
  const { owner, namespace, objects, access } = news;
  return isKnown({ owner, namespace, objects, access });
}

/**
 * A preview works without the cluster: `create` and `update` need it, and then report what is
 * wrong.
 */
function refusedIfReached(olds: Partial<Inputs>, news: Named): Promise<string | undefined> {
  return ifReached(
    async () =>
      refusal(news.owner, news.namespace, await existingAmongNew(olds, news)) ??
      (await scaleRefused(olds, news)),
  );
}

/** Only if the StatefulSet is about to change; an unchanged one may have any number of pods. */
async function scaleRefused(olds: Partial<Inputs>, news: Named): Promise<string | undefined> {
  const { replicas, content, namespace } = news;
  if (replicas === undefined || isUnknown(replicas)) return undefined;
  if (olds.replicas === replicas && olds.content === content) return undefined;
  const declared = { namespace, name: statefulSetOf(news), replicas };
  return scaleRefusal(declared, await liveScale(news));
}

function scaleIfReached(props: Inputs) {
  return ifReached(() => liveScale(props));
}

async function liveScale({ access, namespace, objects }: Names) {
  const set = await findStatefulSet({ ...access, namespace, name: statefulSetOf({ objects }) });
  return set === undefined ? undefined : foreignScale(set);
}

function statefulSetOf({ objects }: Pick<Inputs, "objects">): string {
  return objects.find(({ kind }) => kind === "StatefulSet")?.name ?? "";
}

async function ifReached<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ForwardError) return undefined;
    throw error;
  }
}

async function foundUnder(olds: Partial<Inputs>, news: Names): Promise<FoundObject[]> {
  try {
    return await existingAmongNew(olds, news);
  } catch (error) {
    if (!(error instanceof ForwardError)) throw error;
    throw new UserError(
      `find out whether the names of the cluster are free in the namespace ${news.namespace}: ` +
        `${error.message}\n${forwardStep(error.problem)}`,
    );
  }
}

function requireOwn({ owner, namespace }: Names, found: readonly FoundObject[]): void {
  const reason = refusal(owner, namespace, found);
  if (reason !== undefined) throw new UserError(reason);
}

/** Objects that are already in the state belong to this resource. */
async function existingAmongNew(olds: Partial<Inputs>, news: Names): Promise<FoundObject[]> {
  const { access, namespace, objects } = news;
  const before = olds.namespace === namespace ? (olds.objects ?? []) : [];
  const added = objects.filter(
    ({ kind, name }) => !before.some((one) => one.kind === kind && one.name === name),
  );
  return added.length === 0 ? [] : existingObjects(access, namespace, added);
}

/** The owner of each name in this run. The objects need not exist yet. */
const ownersInProgram = new Map<string, string>();

function refusedInProgram({ owner, namespace, objects, access }: Names): string | undefined {
  const found = objects.map((object) => {
    const key = JSON.stringify([access, namespace, object.kind, object.name]);
    const first = ownersInProgram.get(key) ?? owner;
    ownersInProgram.set(key, first);
    return { ...object, owner: first };
  });
  return refusal(owner, namespace, found);
}
