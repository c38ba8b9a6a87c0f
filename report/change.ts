/** What a report says about one connector or cluster. */
import type { Shown } from "./shown";

/** In the order in which they are listed. */
export const KINDS = ["refused", "replace", "delete", "update", "create"] as const;
export type Kind = (typeof KINDS)[number];

export interface KeyChange {
  readonly key: string;
  readonly before: Shown;
  readonly after: Shown;
  /** What this key alone does to what runs. */
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
  /** It depends on a value that the preview does not know. */
  unknown: "not known yet",
  /** It comes with the replacement. */
  included: "–",
} as const;
export type Cost = keyof typeof COSTS;

export interface Mistake {
  /** Empty where the message names no key. */
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
  /** Sentences for whoever has to say yes; the first is the weightiest. */
  readonly effects: readonly string[];
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly string[];
}
