import { faultsOnTheWay } from "./list";
import { cellsOf } from "./on-the-way";
import { processFaults } from "./processes";
import type { Row } from "./row";

/** The whole matrix, in the order of its table. */
export const rows: readonly Row[] = [
  ...faultsOnTheWay.map((fault) => ({ ...fault, cells: () => cellsOf(fault) })),
  ...processFaults,
];
