import { proxyFaults } from "./proxy-fault-list";
import { cellsOf } from "./proxy-faults";
import { processFaults } from "./processes";
import type { Row, Operation } from "./row";

/** The whole matrix, in the order of its table. */
export const rows: readonly Row[] = [
  ...proxyFaults.map((fault) => ({
    ...fault,
    cells: (operations?: readonly Operation[]) => cellsOf(fault, operations),
  })),
  ...processFaults,
];
