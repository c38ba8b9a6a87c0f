import { type Cell, type Row, verbs } from "./row";

export interface Result {
  readonly row: Pick<Row, "what">;
  readonly cells: readonly Cell[];
}

/** Markdown: a row a fault, a column a verb. */
export function faultTable(results: readonly Result[]): string {
  const head = ["fault", ...verbs, "what the user sees"];
  const rows = results.map(({ row, cells }) => [
    row.what,
    ...verbs.map((verb) => cellText(cells.find((cell) => cell.verb === verb))),
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

/** An error says more than the sign that it is tried again; the verbs differ in the call they name. */
function messageOf(cells: readonly Cell[]): string {
  const told = cells.find(({ ended, message }) => ended === "told" && message !== undefined);
  const message = told?.message ?? cells.find((cell) => cell.message !== undefined)?.message;
  return message === undefined ? "nothing" : message.replaceAll(/\s*\n\s*/g, " ");
}
