/** The matrix: a row for each fault, a cell for each operation. */

export type Operation = "create" | "update" | "read" | "delete" | "wait";
export const operations: readonly Operation[] = ["create", "update", "read", "delete", "wait"];

/**
 * `failed as expected`: with the expected message, and the next run, without the fault, converged.
 */
export type Ending = "converged" | "failed as expected";

export interface Cell {
  readonly operation: Operation;
  readonly ended: Ending;
  /** The duration of the run with the fault. */
  readonly calls: number;
  readonly seconds: number;
  /** What the user sees. */
  readonly message?: string;
  /** Violations. The matrix fails if there is one. */
  readonly broken: readonly string[];
}

export interface Row {
  /** For `--only`. */
  readonly name: string;
  /** The description in the table. */
  readonly what: string;
  /** Whether every test run includes it, as an example of its kind; `make faults` runs all. */
  readonly sample?: true;
  /** Only these operations; a fault of a process has only one. */
  readonly cells: (operations?: readonly Operation[]) => Promise<Cell[]>;
}
