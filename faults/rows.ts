import { faultsOnTheWay } from "./list";
import { cellsOf } from "./on-the-way";
import { processFaults } from "./processes";
import type { Row, Verb } from "./row";

/** The whole matrix, in the order of its table. */
export const rows: readonly Row[] = [
  ...faultsOnTheWay.map((fault) => ({
    ...fault,
    cells: (verbs?: readonly Verb[]) => cellsOf(fault, verbs),
  })),
  ...processFaults,
];
