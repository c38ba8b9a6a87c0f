/** The context that all steps of one create, read, update or delete share. */
import type { Redactor } from "../connect/redact";
import type { Config } from "../connect/wire";
import { explain, UserError } from "../connect/explain";
import { type Cluster, clusterOf } from "../connect/session";
import type { TimedOperation } from "../core/duration";
import { type Inputs, redactorOf, timeoutMs } from "./inputs";
import type { Props } from "./outputs";
import { PartialFailure } from "./partial-failure";
import { UnhealthyError } from "./wait";

export interface Operation {
  readonly cluster: Cluster;
  readonly inputs: Props<Inputs>;
  readonly redactor: Redactor;
  /** Epoch ms; no attempt begins after it. */
  readonly deadline: number;
  /** How an error message begins: `update connector "orders"`. */
  readonly doing: string;
  /** Keys of others that a create takes along from the connector that it replaces. */
  readonly others?: Config;
  /** Whether a connector of this name can come only from the resource that creates it. */
  readonly wasFree?: boolean;
  /** Called when everything is written and only the wait remains. */
  readonly waits?: () => void;
}

interface Start {
  readonly verb: TimedOperation | "read";
  readonly inputs: Props<Inputs>;
  /** The previous inputs, which may contain other secrets. */
  readonly before?: Inputs | undefined;
}

/** Runs one operation, and turns whatever it throws into a printable message. */
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
