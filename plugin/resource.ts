/** The operations of a resource that the engine's protocol calls. */
import { UserError } from "../provider/connect/explain";
import type { TimedOperation } from "../provider/core/duration";
import type { Failure, Raw } from "../provider/core/values";
import { PartialFailure } from "../provider/connector/partial-failure";
import type { Difference } from "./differences";
import type { Opened } from "./wire";

export interface Resource {
  check(resource: string, olds: Opened, news: Opened): Promise<Checked>;
  diff(id: string, olds: Opened, news: Opened, oldInputs: Opened): Promise<Change>;
  create(news: Opened, write: Write): Promise<{ id?: string; outs: Raw }>;
  update(
    id: string,
    olds: Opened,
    news: Opened,
    oldInputs: Opened,
    write: Write,
  ): Promise<{ outs: Raw }>;
  /** Undefined if it does not exist. */
  read(
    id: string,
    properties: Opened,
    inputs: Opened,
  ): Promise<{ outs: Raw; inputs: Raw } | undefined>;
  delete(id: string, olds: Opened, timeout: number): Promise<void>;
}

export interface Checked {
  readonly inputs: Raw;
  readonly failures: readonly Failure[];
}

export interface Change {
  readonly changes: ReadonlyMap<string, Difference>;
  /** Properties that cannot change in place. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface Write {
  readonly preview: boolean;
  /** The limit from `customTimeouts`, in seconds; 0 for the default. */
  readonly timeout: number;
}

/** The limit in the format of `provider/`. A negative one in the state does not prevent a delete. */
export function limit(
  operation: TimedOperation,
  seconds: number,
): { timeouts?: Partial<Record<TimedOperation, string>> } {
  if (seconds < 0 && operation !== "delete") {
    throw new UserError(`customTimeouts.${operation}: must not be negative`);
  }
  return seconds > 0 ? { timeouts: { [operation]: `${seconds}s` } } : {};
}

/**
 * The inputs of a program: imported inputs return with properties that belong only to the state.
 */
export function withoutInternal(values: Raw): Raw {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith("__")));
}

/**
 * Ignores properties that are not arguments, so that a stack with the dynamic resource shows no
 * change.
 */
export function comparable(inputs: Raw): Raw {
  const { timeouts: _, secretKeys: __, ...rest } = withoutInternal(inputs);
  return rest;
}

/** Stores the result of a write in the same way if it fails halfway. */
export async function writing<T>(seal: (outs: Raw) => Raw, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, seal(error.properties as Raw), error.reasons);
  }
}
