/** What a resource of the plugin does for the verbs of the engine's protocol. */
import type { Verb } from "../provider/core/duration";
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
  /** Nothing when it does not exist. */
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
  /** The limit that `customTimeouts` set, in seconds; 0 for the default. */
  readonly timeout: number;
}

/** As the core takes a limit. */
export function limit(verb: Verb, seconds: number): { timeouts?: Partial<Record<Verb, string>> } {
  return seconds > 0 ? { timeouts: { [verb]: `${seconds}s` } } : {};
}

/** As a program gives them: imported inputs come back with what only the state holds. */
export function withoutInternal(values: Raw): Raw {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith("__")));
}

/** Without what is no argument: also a stack that had the dynamic resource has nothing to change. */
export function comparable(inputs: Raw): Raw {
  const { timeouts: _, secretKeys: __, ...rest } = withoutInternal(inputs);
  return rest;
}

/** What a write leaves behind is stored in the same way when it fails half way. */
export async function writing<T>(seal: (outs: Raw) => Raw, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, seal(error.properties as Raw), error.reasons);
  }
}
