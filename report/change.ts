/** The part of a report about one connector or cluster. */
import type { Shown } from "./value-text";

/** In the order of the report. */
export const KINDS = ["refused", "replace", "delete", "update", "create"] as const;
export type Kind = (typeof KINDS)[number];

export interface KeyChange {
  readonly key: string;
  readonly before: Shown;
  readonly after: Shown;
  /** The effect of this key alone on running parts. */
  readonly cost: Cost;
}

export const COSTS = {
  replace: "replaces",
  rolls: "rolls the pods",
  restart: "restarts",
  scale: "rebalances",
  pause: "pauses",
  stop: "stops",
  resume: "resumes",
  nothing: "nothing",
  /** Depends on a value that is unknown in the preview. */
  unknown: "not known yet",
  /** Part of a replacement. */
  included: "–",
} as const;
export type Cost = keyof typeof COSTS;

export interface Mistake {
  /** Empty if the message names no key. */
  readonly key: string;
  readonly message: string;
}

export interface Change {
  readonly what: "connector" | "cluster";
  readonly kind: Kind;
  readonly urn: string;
  readonly name: string;
  readonly newName?: string;
  readonly keys: readonly KeyChange[];
  /** Sentences for the reviewer, the most important first. */
  readonly effects: readonly string[];
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly string[];
}
