/** What every step of one create, read, update or delete shares. */
import type { Redactor } from "../connect/redact";
import { explain, UserError } from "../connect/explain";
import { type Cluster, clusterOf } from "../connect/session";
import type { Verb } from "../core/duration";
import { type Inputs, redactorOf, timeoutMs } from "./inputs";
import type { Props } from "./outputs";
import { PartialFailure } from "./partial-failure";
import { UnhealthyError } from "./wait";

export interface Operation {
  readonly cluster: Cluster;
  readonly inputs: Props<Inputs>;
  readonly redactor: Redactor;
  /** Epoch ms after which nothing is tried again. */
  readonly deadline: number;
  /** How an error message begins: `update connector "orders"`. */
  readonly doing: string;
  /** Called when all is written, and only the wait is left. */
  readonly waits?: () => void;
}

interface Start {
  readonly verb: Verb | "read";
  readonly inputs: Props<Inputs>;
  /** The inputs as declared before: they may hold secrets of their own. */
  readonly before?: Inputs | undefined;
}

/** Runs one operation. Whatever it throws reaches the user as a printable message. */
export async function operate<T>(
  { verb, inputs, before }: Start,
  work: (operation: Operation) => Promise<T>,
): Promise<T> {
  const doing = `${verb} connector "${inputs.name}"`;
  const redactor = redactorOf(inputs, ...(before === undefined ? [] : [before]));
  try {
    const cluster = clusterOf(inputs.cluster);
    const limit = timeoutMs(inputs, verb === "read" ? "update" : verb);
    const deadline = cluster.clock.now() + limit;
    return await work({ cluster, inputs, redactor, deadline, doing });
  } catch (error) {
    if (error instanceof PartialFailure) throw error;
    const shown =
      error instanceof UnhealthyError
        ? new UserError(error.message)
        : explain(error, doing, inputs.cluster, redactor);
    throw shown.printedAs(`${doing} failed`);
  }
}
