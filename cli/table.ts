/** A table for a terminal: as wide as its content, but not wider than the terminal. */
import { stripVTControlCharacters } from "node:util";

export type Paint = (text: string) => string;

export interface Cell {
  readonly text: string;
  /** Adds colour, after the width was computed. */
  readonly paint?: Paint;
}

export type Row = readonly (string | Cell)[];

export interface Layout {
  /** The columns of the terminal; without it, nothing is cut off. */
  readonly width?: number | undefined;
  readonly paintHead?: Paint;
}

const GAP = "  ";
const NARROWEST = 6;

/** The table's lines, the head first. If the table is too wide, the widest columns shrink. */
export function table(head: readonly string[], rows: readonly Row[], layout: Layout = {}) {
  const { width, paintHead = (text) => text } = layout;
  const body = rows.map((row) => row.map(cell));
  const natural = head.map((title, column) =>
    Math.max(lengthOf(title), ...body.map((row) => lengthOf(row[column]?.text ?? ""))),
  );
  const widths = width === undefined ? natural : fitted(natural, width);
  const line = (row: readonly Cell[]) =>
    widths
      .map((columns, i) => {
        const { text, paint = (same: string) => same } = row[i] ?? { text: "" };
        const shown = cut(text, columns);
        const isLast = i === widths.length - 1;
        return paint(shown) + (isLast ? "" : " ".repeat(columns - lengthOf(shown)));
      })
      .join(GAP)
      .trimEnd();
  return [paintHead(line(head.map(cell))), ...body.map(line)];
}

function cell(value: string | Cell): Cell {
  return typeof value === "string"
    ? { text: printable(value) }
    : { ...value, text: printable(value.text) };
}

function fitted(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, columns) => sum + columns + GAP.length, -GAP.length) - width;
  for (; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** Shortens the text to this width, and marks the cut. */
export function cut(text: string, columns: number): string {
  return lengthOf(text) <= columns
    ? text
    : `${Array.from(text)
        .slice(0, columns - 1)
        .join("")}…`;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Names and messages come from others, so they must not move the cursor or begin a new line. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- finds control characters
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}
