/** The outputs of a set's connectors in the state, without details that nobody needs for many. */
import type { Inputs } from "../connector/inputs";
import type { StoredInputs, StoredSecrets } from "../connector/stored-inputs";
import { declaredIn, type Outputs, type Props, workersOf } from "../connector/outputs";
import type { ObservedState, TargetState, TaskStatus } from "../connect/status";
import { shortened } from "../connect/trace";
import { connectorsOf, type SetInputs, type StoredMember } from "./inputs";

/** Each byte is written once per connector. */
export interface MemberOutputs extends Omit<StoredMember, "state"> {
  readonly type: string;
  readonly state: ObservedState;
  readonly targetState?: TargetState;
  /** The number of tasks. */
  readonly tasks: number;
  readonly failedTasks?: readonly TaskStatus[];
  readonly trace?: string;
  /** Set if the last deployment could not bring it to its declared state. */
  readonly unfinished?: true;
}

export interface SetOutputs extends Omit<SetInputs, "connectors"> {
  readonly connectors: Readonly<Record<string, MemberOutputs>>;
  readonly clusterId: string;
  /** The workers that last ran a connector of the set. */
  readonly workers: readonly string[];
  /**
   * Names without a connector after a completed run. What exists there later does not come from an
   * interrupted run.
   */
  readonly __tried?: readonly string[];
  /** The connectors that the last update gave up, and how to delete them: see `handover.ts`. */
  readonly __leaving?: Readonly<Record<string, Leaving>>;
}

export type Leaving = Pick<Inputs, "onDelete">;

/** A connector of a set: its state and its declaration. */
export interface Known {
  readonly inputs: Inputs;
  readonly stored: MemberOutputs;
}

export function memberOf(outs: Outputs, unfinished = false): MemberOutputs {
  const { tasks, failedTasks: _, ...rest } = outs;
  const { cluster, clusterId, connectorName, timeouts, workerId, __secrets, ...member } =
    rest as typeof rest & { readonly __secrets?: StoredSecrets };
  const { __provider, ...kept } = member as Props<typeof member>;
  const failed = tasks.filter(({ state }) => state === "failed").map(withShortTrace);
  return {
    ...withShortTrace(kept),
    tasks: tasks.length,
    ...(failed.length === 0 ? {} : { failedTasks: failed }),
    ...(unfinished ? { unfinished } : {}),
  };
}

/**
 * Shortened, because many may fail at once. Redact before you shorten: half a secret is not found.
 */
const TRACE_LENGTH = 2_000;

function withShortTrace<T extends { readonly trace?: string }>(part: T): T {
  return part.trace === undefined ? part : { ...part, trace: shortened(part.trace, TRACE_LENGTH) };
}

/** The connectors in the state. */
export function knownIn(set: Props<SetOutputs>): Map<string, Known> {
  const declared = connectorsOf(set as unknown as SetInputs);
  return new Map(
    [...declared].map(([name, one]) => {
      const { name: _, tasks: __, failedTasks: ___, unfinished: ____, ...props } = one as Shape;
      const outputs = { ...props, connectorName: name, clusterId: set.clusterId };
      const stored = set.connectors[name] as MemberOutputs;
      return [name, { inputs: declaredIn(outputs as unknown as Outputs), stored }];
    }),
  );
}

type Shape = StoredInputs & { tasks?: unknown; failedTasks?: unknown; unfinished?: unknown };

export function workersIn(
  all: Iterable<Partial<Outputs>>,
  more: readonly string[] = [],
): readonly string[] {
  const workers = new Set(more);
  for (const outs of all) for (const worker of workersOf(outs)) workers.add(worker);
  workers.delete("");
  return [...workers].sort();
}
