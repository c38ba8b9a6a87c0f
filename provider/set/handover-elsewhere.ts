/**
 * What all processes of a run know of a set's names. The engine may start two processes for one
 * provider: in a Go program, one updates a set and another deletes the names that it has given up.
 */
import { alsoAnswer } from "../connector/answer";
import { askElsewhere } from "../connector/other-processes";
import { UserError } from "../connect/explain";
import type { Endpoint } from "../endpoint/endpoint";
import { handover } from "./handover";
import type { Leaving } from "./outputs";

const OF = "set";

interface Question {
  readonly of: typeof OF;
  readonly cluster: Endpoint;
  readonly names: readonly string[];
}

export interface HandedOver {
  /** The names that were free before the set created its connectors. */
  readonly free: readonly string[];
  /** How to delete the connectors that the set has given up. */
  readonly leaving: Readonly<Record<string, Leaving>>;
}

alsoAnswer(OF, ({ cluster, names }: Question) => knownHere(cluster, names));

export async function handedOver(cluster: Endpoint, names: readonly string[]): Promise<HandedOver> {
  const here = knownHere(cluster, names);
  if (names.length === 0) return here;
  const others = await knownThere(cluster, names);
  return {
    free: [here, ...others].flatMap(({ free }) => free),
    leaving: Object.fromEntries(
      [...others, here].flatMap(({ leaving }) => Object.entries(leaving)),
    ),
  };
}

function knownHere(cluster: Endpoint, names: readonly string[]): HandedOver {
  const leaving = names.flatMap((name) => {
    const how = handover.leavingOf(cluster, name);
    return how === undefined ? [] : [[name, how] as const];
  });
  return {
    free: names.filter((name) => handover.wasFree(cluster, name)),
    leaving: Object.fromEntries(leaving),
  };
}

async function knownThere(cluster: Endpoint, names: readonly string[]): Promise<HandedOver[]> {
  try {
    return await askElsewhere<HandedOver>(cluster, { of: OF, names });
  } catch (error) {
    throw new UserError(
      `${(error as Error).message}, and may know which connectors the set has given up. Run the command again.`,
    );
  }
}
