/** What the matrix is made of: a row a fault, a cell a verb. */

export type Verb = "create" | "update" | "read" | "delete" | "wait";
export const verbs: readonly Verb[] = ["create", "update", "read", "delete", "wait"];

/** `told`: it failed with the words that it has to, and the next run, without the fault, converged. */
export type Ending = "converged" | "told";

export interface Cell {
  readonly verb: Verb;
  readonly ended: Ending;
  /** Of the run that met the fault. */
  readonly calls: number;
  readonly seconds: number;
  /** What the user sees of it. */
  readonly message?: string;
  /** What is not as it has to be: one of them, and the matrix has failed. */
  readonly broken: readonly string[];
}

export interface Row {
  /** For `--only`. */
  readonly name: string;
  /** As the table shows it. */
  readonly what: string;
  /** Stands for its kind in every run of the tests; `make faults` runs them all. */
  readonly sample?: true;
  /** Of these verbs only; a fault of a process has but one. */
  readonly cells: (verbs?: readonly Verb[]) => Promise<Cell[]>;
}
