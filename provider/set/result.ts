/** The outputs of a set after a create or an update: what was done, and what was not. */
import { type Outputs, type Props, withoutUndefined } from "../connector/outputs";
import { thisRun } from "../connector/this-run";
import { optional } from "../core/values";
import { clusterId } from "../endpoint/endpoint";
import { type Outcome, unfinishedIn } from "./concurrently";
import type { Unfinished } from "./failures";
import { connectorsOf, type SetInputs } from "./inputs";
import {
  type Known,
  type Leaving,
  memberOf,
  type MemberOutputs,
  type SetOutputs,
  workersIn,
} from "./outputs";

interface Past {
  readonly olds: SetOutputs;
  /** The connectors of `olds`. */
  readonly known: ReadonlyMap<string, Known>;
}

/** The outputs of the whole set: the actual state of each connector, whatever has failed. */
export function resultOf(
  stored: Props<SetInputs>,
  past: Past | undefined,
  outcomes: readonly Outcome<Outputs>[],
  kept: ReadonlyMap<string, Known>,
): { readonly unfinished: Unfinished[]; readonly outs: SetOutputs } {
  const { cluster } = stored;
  const secrets: SetInputs["__secrets"] & object = { ...stored.__secrets };
  const done = outcomes.flatMap(({ name, result, failure }) => {
    if (result === undefined) return [];
    const member = memberOf(result, failure !== undefined);
    thisRun.storedAs(cluster, name, member);
    return [{ name, member, result }];
  });
  const connectors = Object.fromEntries([
    ...[...kept].map(([name, one]): [string, MemberOutputs] => [name, one.stored]),
    ...done.map(({ name, member }): [string, MemberOutputs] => [name, member]),
  ]);
  const known = Object.entries({ ...secrets, ...keptSecrets(past?.olds, kept, stored) });
  const { connectors: _, __secrets: __, ...frame } = stored;
  const outs = {
    ...frame,
    connectors,
    clusterId: clusterId(cluster),
    workers: workersIn(
      done.map(({ result }) => result),
      past?.olds.workers,
    ),
    __secrets: Object.fromEntries(known.filter(([name]) => name in connectors)),
    ...optional(
      "__tried",
      [...connectorsOf(stored).keys()].filter((name) => !Object.hasOwn(connectors, name)),
    ),
    __leaving: past === undefined ? {} : leavingIn(past, connectors),
  };
  return { unfinished: unfinishedIn(outcomes), outs: compact(outs) };
}

/**
 * The connectors that the set gives up now, and those from earlier updates that it has not taken
 * back.
 */
function leavingIn({ olds, known }: Past, connectors: object): Record<string, Leaving> {
  const now = [...known].map(([name, { inputs }]): [string, Leaving] => [
    name,
    inputs.onDelete === undefined ? {} : { onDelete: inputs.onDelete },
  ]);
  const all = [...Object.entries(olds.__leaving ?? {}), ...now];
  return Object.fromEntries(all.filter(([name]) => !Object.hasOwn(connectors, name)));
}

/** If a connector's update was refused, its secret keys stay the previous ones. */
function keptSecrets(
  olds: SetOutputs | undefined,
  kept: ReadonlyMap<string, Known>,
  stored: SetInputs,
): object {
  const all = Object.entries(olds?.__secrets ?? {});
  return Object.fromEntries(
    all
      .filter(([name]) => kept.has(name))
      .map(([name, { keys, pending }]) => {
        const now = stored.__secrets?.[name]?.keys ?? [];
        const both = [...new Set([...keys, ...now])].sort();
        return [name, pending === undefined ? { keys: both } : { keys: both, pending }];
      }),
  );
}

function compact(outs: SetOutputs): SetOutputs {
  const { __secrets = {}, __leaving = {}, ...rest } = outs;
  return withoutUndefined({
    ...rest,
    ...(Object.keys(__secrets).length === 0 ? {} : { __secrets }),
    ...(Object.keys(__leaving).length === 0 ? {} : { __leaving }),
  });
}
