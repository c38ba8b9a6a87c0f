/**
 * The lifecycle of a set of connectors. The functions for a single connector apply each rule; this
 * file contains only what concerns many at once.
 */
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../connect/explain";
import { type Inputs } from "../connector/inputs";
import { type StoredInputs, withDefaults, withoutDefaults } from "../connector/stored-inputs";
import { refused, unlessManagedIsUnreachable } from "../connector/lifecycle";
import { joinRun } from "../connector/answer";
import {
  checkOne,
  createOne,
  movesCluster,
  readOne,
  removeOne,
  updateOne,
} from "../connector/connector-operations";
import { noteReplacement } from "../connector/move";
import { type Outputs, type Props, withoutUndefined } from "../connector/outputs";
import { PartialFailure } from "../connector/partial-failure";
import { thisRun } from "../connector/this-run";
import { processLog } from "../core/log";
import { type Draft, isKnown, isUnknown, type MaybeUnknown } from "../core/unknown";
import { type Failure, optional } from "../core/values";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { grouped, listed, reasonsOf, type Unfinished } from "./failures";
import { handover } from "./handover";
import { handedOver } from "./handover-elsewhere";
import {
  canonicaliseSet,
  connectorsOf,
  type Frame,
  namesGone,
  refusedDeletions,
  type SetInputs,
  setOf,
} from "./inputs";
import {
  type Known,
  knownIn,
  memberOf,
  type MemberOutputs,
  type SetOutputs,
  workersIn,
} from "./outputs";
import { type Task, together, unfinishedIn } from "./concurrently";
import { resultOf } from "./result";

export const connectorSet = {
  async check(
    olds: Props<Partial<SetInputs>>,
    news: Props<Record<string, unknown>>,
  ): Promise<{ inputs: object; failures: Failure[] }> {
    const { __provider: _, __preview: preview, ...raw } = news;
    const set = canonicaliseSet(raw);
    const failures = [...set.failures, ...refusedDeletions(olds, set)];
    if (failures.length > 0) return refused(failures);
    const members = [...set.connectors.keys()];
    if (preview === true) {
      warnOfDeletions(olds, [...members, ...set.unknown], set.frame.cluster);
    }
    if (isUnknown(raw.connectors)) {
      return { inputs: { ...set.frame, connectors: raw.connectors }, failures: [] };
    }
    const before = connectorsOf(olds);
    const checked = await Promise.all(
      [...set.connectors].map(async ([name, inputs]) => {
        const old = before.get(name) ?? {};
        return [name, await checkOne(old, inputs, preview === true, members)] as const;
      }),
    );
    const found = checked.flatMap(([connector, one]) =>
      one.failures.map((failure) => ({ connector, ...failure })),
    );
    if (found.length > 0) return refused(grouped(found));
    const connectors = checked.map(([name, { inputs }]) => [name, inputs] as const);
    return { inputs: setOf(set.frame, connectors, set.unknown), failures: [] };
  },

  /**
   * Decides only whether the set moves to another cluster. The engine shows all other changes key
   * by key.
   */
  async diff(
    _id: string,
    olds: Props<SetOutputs>,
    news: Props<Draft<SetInputs>>,
  ): Promise<{ replaces: string[]; deleteBeforeReplace: boolean }> {
    await noteLeaving(olds.cluster, olds.__leaving);
    const known = knownIn(olds);
    const moves = await moveTo(news.cluster, olds.workers, [...known.values()]);
    const wanted = isKnown(news) ? connectorsOf(news) : new Map<string, StoredInputs>();
    const free =
      moves && isKnown(news.cluster) ? await freeBefore(news.cluster, [...wanted.keys()]) : [];
    for (const [name, { inputs }] of known) {
      const one = wanted.get(name);
      if (one === undefined) continue;
      noteReplacement(inputs, one, moves, { interrupted: free.includes(name) });
    }
    return { replaces: moves ? ["cluster"] : [], deleteBeforeReplace: !moves };
  },

  async create(stored: Props<SetInputs>): Promise<{ id: string; outs: object }> {
    const outcomes = await together(
      "created",
      await creations(stored.cluster, [...connectorsOf(stored).values()]),
      processLog(),
    );
    const { unfinished, outs } = resultOf(stored, undefined, outcomes, new Map());
    const id = clusterId(stored.cluster);
    if (unfinished.length > 0) {
      const nothing = Object.keys(outs.connectors).length === 0;
      throw nothing ? failed("create", unfinished) : partial(id, outs, unfinished);
    }
    return { id, outs };
  },

  /** As inputs and outputs. A connector that is gone is left out; the set itself stays. */
  async read(id: string, props: Props<SetOutputs>): Promise<object> {
    const known = knownIn(props);
    const outcomes = await together(
      "read",
      [...known.values()].map((one): Task<Found> => ({
        verb: "read",
        inputs: one.inputs,
        work: (op) =>
          unlessManagedIsUnreachable<Found>(
            op,
            async (within) => foundIn(await readOne(within, one.stored.type), one),
            "away",
          ),
      })),
      processLog(),
    );
    const unfinished = unfinishedIn(outcomes);
    if (unfinished.length > 0) throw failed("read", unfinished);
    // If all of them are unreachable, the cluster is.
    if (outcomes.some(({ result }) => result === "away")) return { id, props };
    const found = outcomes.flatMap(({ name, result }) =>
      result === "gone" || result === "away" || result === undefined
        ? []
        : [[name, result as FoundMember] as const],
    );
    const { cluster, allowDelete, timeouts } = props;
    const frame = withoutUndefined({ cluster, allowDelete, timeouts }) as Frame;
    const gone = outcomes.filter(({ result }) => result === "gone").map(({ name }) => name);
    const inputs = setOf(frame, inputsOf(found));
    return {
      id,
      inputs,
      props: withoutUndefined({
        ...props,
        ...frame,
        connectors: Object.fromEntries(found.map(([name, { stored }]) => [name, stored])),
        ...optional("__tried", [...(props.__tried ?? []), ...gone]),
        __secrets: inputs.__secrets,
        workers: found.length === 0 ? props.workers : workersIn(found.map(([, one]) => one.outs)),
      }),
    };
  },

  async update(
    id: string,
    olds: Props<SetOutputs>,
    stored: Props<SetInputs>,
  ): Promise<{ outs: object }> {
    const before = knownIn(olds);
    const wanted = connectorsOf(stored);
    const kept = new Map<string, Known>();
    const added = [...wanted].flatMap(([name, one]) => (before.has(name) ? [] : [one]));
    const tasks = await creations(stored.cluster, added, olds);
    for (const [name, one] of wanted) {
      const old = before.get(name);
      if (old === undefined) continue;
      if (isSettled(old, one)) kept.set(name, old);
      else tasks.push(change(old, withDefaults(one)));
    }
    const outcomes = await together("updated", tasks, processLog());
    for (const { name, result } of outcomes) {
      const old = before.get(name);
      if (result === undefined && old !== undefined) kept.set(name, old);
    }
    const { unfinished, outs } = resultOf(stored, { olds, known: before }, outcomes, kept);
    // The names are deleted at the cluster's previous address.
    for (const cluster of [olds.cluster, stored.cluster]) {
      await noteLeaving(cluster, outs.__leaving);
    }
    if (unfinished.length > 0) throw partial(id, outs, unfinished);
    return { outs };
  },

  async delete(_id: string, props: Props<SetOutputs>): Promise<void> {
    await noteLeaving(props.cluster, props.__leaving);
    const cluster = thisRun.addressOf(props.cluster);
    const outcomes = await together(
      "deleted",
      [...knownIn(props).values()].map(({ inputs, stored }): Task<void> => ({
        verb: "delete",
        inputs: { ...inputs, cluster },
        work: (op) => removeOne(op, { stored, workers: props.workers }),
      })),
      processLog(),
    );
    const unfinished = unfinishedIn(outcomes);
    if (unfinished.length > 0) throw failed("delete", unfinished);
  },
};

/** In a preview, lists the connectors that are no longer in the program. */
export function warnOfDeletions(
  olds: Partial<SetInputs>,
  names: readonly string[],
  cluster: MaybeUnknown<Endpoint>,
): void {
  const gone = namesGone(olds, names);
  if (gone.length === 0 || isUnknown(cluster)) return;
  const [these, them] =
    gone.length === 1 ? ["this connector", "it"] : [`these ${gone.length} connectors`, "them"];
  processLog().warn(
    `the program no longer has ${listed(gone)}: \`pulumi up\` deletes ${these}, ` +
      `unless another resource of the program adopts ${them}`,
  );
}

/** A single connector may be missing on the new cluster because it has not moved. */
async function moveTo(
  cluster: MaybeUnknown<Endpoint>,
  workers: readonly string[],
  known: readonly Known[],
): Promise<boolean> {
  const some = known.slice(0, 3);
  for (const { inputs } of some) {
    if (!(await movesCluster(inputs, workers, cluster))) return false;
  }
  return some.length > 0;
}

/**
 * A connector whose name was free comes from an interrupted run of this set, unless the last run
 * ended without it, or another resource of the program has it. One that the set has given up may
 * still exist, if the run that should have deleted it failed.
 */
async function creations(
  cluster: Endpoint,
  added: readonly StoredInputs[],
  { __tried: tried = [], __leaving: leaving = {} }: Partial<SetOutputs> = {},
): Promise<Task<Outputs>[]> {
  const free = await freeBefore(
    cluster,
    added.map(({ name }) => name),
  );
  const wasFree = new Set(free.filter((name) => !tried.includes(name)));
  return added.map((one) => {
    const inputs = withDefaults(one);
    const interrupted = wasFree.has(one.name) || Object.hasOwn(leaving, one.name);
    return { verb: "create", inputs, work: (op) => createOne(op, { interrupted }) };
  });
}

/** The names that were free before a set of this run, and that no other resource has. */
async function freeBefore(cluster: Endpoint, names: readonly string[]): Promise<string[]> {
  const { free } = await handedOver(cluster, names);
  return free.filter((name) => !thisRun.isKept(cluster, name));
}

async function noteLeaving(
  cluster: Endpoint,
  leaving: SetOutputs["__leaving"] = {},
): Promise<void> {
  handover.noteLeaving(cluster, leaving);
  if (Object.keys(leaving).length > 0) await joinRun(false);
}

/** An unfinished connector may not exist: the answer to its create may have been lost. */
function change({ inputs: before, stored }: Known, inputs: Inputs): Task<Outputs> {
  const provenance = { interrupted: stored.unfinished === true };
  return { verb: "update", inputs, before, work: (op) => updateOne(op, before, provenance) };
}

/** Whether a connector needs no update. How to reach the cluster does not matter for that. */
function isSettled({ inputs, stored }: Known, wanted: StoredInputs): boolean {
  const { unfinished, targetState, failedTasks } = stored;
  if (unfinished === true || targetState !== undefined || failedTasks !== undefined) return false;
  const own = ({ cluster: _, timeouts: __, ...rest }: StoredInputs) => rest;
  return isDeepStrictEqual(own(withoutDefaults(inputs)), own(wanted));
}

interface FoundMember {
  readonly inputs: StoredInputs;
  readonly outs: Outputs;
  readonly stored: MemberOutputs;
}
type Found = FoundMember | "gone" | "away";

function foundIn(one: Awaited<ReturnType<typeof readOne>>, { stored }: Known): Found {
  if (one === undefined) return "gone";
  return { ...one, stored: memberOf(one.outs, stored.unfinished === true) };
}

function inputsOf(found: readonly (readonly [string, FoundMember])[]) {
  return found.map(([name, { inputs }]) => [name, inputs] as const);
}

function partial(id: string, outs: SetOutputs, unfinished: readonly Unfinished[]): PartialFailure {
  return new PartialFailure(id, outs, reasonsOf(unfinished));
}

function failed(verb: string, unfinished: readonly Unfinished[]): UserError {
  return new UserError(reasonsOf(unfinished).join("\n")).printedAs(
    `${verb} the connectors of a set failed`,
  );
}
