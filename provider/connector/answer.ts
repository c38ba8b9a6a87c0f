/** What this process answers the processes of other providers: see `other-processes.ts`. */
import { processLog } from "../core/log";
import { operate } from "./operation";
import { findable, type Known, type Question } from "./other-processes";
import { removeConnector } from "./remove";
import { inputsToDelete } from "./stored-inputs";
import { isSameAddress, thisRun } from "./this-run";

/** Answers by what the question is of. Only the folders that import this one know them. */
const further = new Map<string, (question: never) => unknown>();

export function alsoAnswer<Q extends { readonly of: string }>(
  of: Q["of"],
  answer: (question: Q) => unknown,
): void {
  further.set(of, answer);
}

/**
 * Lets other processes ask this one: before a resource claims a connector, and before one deletes it.
 * `adopts` is whether it matters that they can: a connector that is adopted may be deleted by them.
 */
export async function joinRun(adopts: boolean): Promise<void> {
  try {
    await findable((question) => {
      const { of } = question as { readonly of?: string };
      const other = of === undefined ? undefined : further.get(of);
      return other === undefined ? answer(question as Question) : other(question as never);
    });
  } catch (error) {
    if (!adopts) return;
    processLog().warn(
      `other providers of this run cannot see which connectors this one adopts: ${(error as Error).message}. ` +
        "If the program takes such a connector out of a resource of another provider in this run, that provider deletes it.",
    );
  }
}

function answer(question: Question): Known {
  const { name } = question;
  const claims = thisRun.claimsOf(name);
  if (question.about === "delete") postpone(question);
  return {
    claims: claims.map(({ cluster, how }) => ({ cluster, how })),
    creates: thisRun.isDoing("create", name),
    deletes: thisRun.isDoing("delete", name),
  };
}

/** Until its create here, a forced replacement looks like an interrupted move from the other provider. */
function postpone({ name, cluster: asked, onDelete }: Question): void {
  for (const { cluster, how } of thisRun.claimsOf(name)) {
    if (how !== "kept" || !isSameAddress(cluster, asked)) continue;
    const inputs = inputsToDelete(cluster, name, onDelete === undefined ? {} : { onDelete });
    thisRun.postpone(cluster, name, () => operate({ verb: "delete", inputs }, removeConnector));
  }
}
