import { type Cell, type Row, operations } from "./row";

export interface Result {
  readonly row: Pick<Row, "what">;
  readonly cells: readonly Cell[];
}

/** Markdown with a row for each fault and a column for each operation. */
export function faultTable(results: readonly Result[]): string {
  const head = ["fault", ...operations, "what the user sees"];
  const rows = results.map(({ row, cells }) => [
    row.what,
    ...operations.map((operation) => cellText(cells.find((cell) => cell.operation === operation))),
    messageOf(cells),
  ]);
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "-";
  const { broken, calls, ended, seconds } = cell;
  const first = broken[0]?.split("\n")[0]?.slice(0, 200);
  if (first !== undefined) return `**NO**: ${first}`;
  const ending = ended === "converged" ? "yes" : "error, then yes";
  return `${ending}; ${calls} call${calls === 1 ? "" : "s"}, ${seconds.toFixed(1)} s`;
}

/** An error says more than a progress message; the operations' messages differ only in the call. */
function messageOf(cells: readonly Cell[]): string {
  const failed = cells.find(
    ({ ended, message }) => ended === "failed as expected" && message !== undefined,
  );
  const message = failed?.message ?? cells.find((cell) => cell.message !== undefined)?.message;
  return message === undefined ? "nothing" : message.replaceAll(/\s*\n\s*/g, " ");
}
