/** What a table of arguments says of each: `satisfies Record<keyof …>` makes a new one state its cost. */
export interface Argument<Cost extends string> {
  /** What it is when it is not given. */
  readonly default?: unknown;
  /** The same in words, where it follows from other arguments or is nothing at all. */
  readonly otherwise?: string;
  /** What a change of it does to what runs. */
  readonly cost: Cost;
}
