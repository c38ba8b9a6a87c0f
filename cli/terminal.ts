/** The command's output and its colours. */
import picocolors from "picocolors";
import type { Paint } from "./table";

export interface Terminal {
  readonly isTerminal: boolean;
  readonly size: () => { readonly columns?: number; readonly rows?: number };
  readonly colours: Colours;
  write(text: string): void;
}

export interface Colours {
  readonly bad: Paint;
  readonly odd: Paint;
  readonly good: Paint;
  readonly faint: Paint;
  readonly bold: Paint;
}

/** Node handles NO_COLOR, FORCE_COLOR and the terminal's abilities. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  // A pipe does not have these methods, although the types say so.
  const isTerminal = (stream.isTTY as boolean | undefined) === true;
  const pen = picocolors.createColors(isTerminal && stream.hasColors());
  return {
    isTerminal,
    size: () => (isTerminal ? { columns: stream.columns, rows: stream.rows } : {}),
    colours: { bad: pen.red, odd: pen.yellow, good: pen.green, faint: pen.dim, bold: pen.bold },
    write: (text) => void stream.write(text),
  };
}
