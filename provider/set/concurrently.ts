/**
 * Runs an operation on many connectors at the same time. One that fails does not stop the others.
 */
import type { Log } from "../core/log";
import type { Inputs } from "../connector/inputs";
import { type Operation, operate } from "../connector/operation";
import type { Outputs } from "../connector/outputs";
import { PartialFailure } from "../connector/partial-failure";
import type { Unfinished } from "./failures";
import { Progress } from "./progress";

export interface Task<T> {
  readonly verb: "create" | "read" | "update" | "delete";
  readonly inputs: Inputs;
  readonly before?: Inputs;
  readonly work: (op: Operation) => Promise<T>;
}

/** The result for one connector. */
export interface Outcome<T> {
  readonly name: string;
  /** Its outputs, also after a partial failure; undefined if nothing was done. */
  readonly result: T | Outputs | undefined;
  readonly failure: Unfinished | undefined;
}

export async function together<T>(
  words: string,
  tasks: readonly Task<T>[],
  log: Pick<Log, "progress">,
): Promise<Outcome<T>[]> {
  const progress = new Progress(words, tasks.length);
  const hide = progress.show(log);
  try {
    return await Promise.all(tasks.map((task) => outcomeOf(task, progress)));
  } finally {
    hide();
  }
}

export function unfinishedIn(outcomes: readonly Outcome<unknown>[]): Unfinished[] {
  return outcomes.flatMap(({ failure }) => failure ?? []);
}

async function outcomeOf<T>(task: Task<T>, progress: Progress): Promise<Outcome<T>> {
  const { work, ...start } = task;
  const { name } = task.inputs;
  const waits = () => progress.waits(name);
  try {
    const result = await operate(start, (op) => work({ ...op, waits }));
    progress.ends(name, false);
    return { name, result, failure: undefined };
  } catch (error) {
    progress.ends(name, true);
    if (error instanceof PartialFailure) {
      const { properties, reasons } = error;
      return { name, result: properties as Outputs, failure: { connector: name, reasons } };
    }
    const reasons = [error instanceof Error ? error.message : String(error)];
    return { name, result: undefined, failure: { connector: name, reasons } };
  }
}
