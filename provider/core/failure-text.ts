/** A failure of `check` as one text. If the engine got the property, it would print its value. */
import type { Failure } from "./values";

/** A property's path: `tasksMax`, `config["topics"]`, `offsets[0].partition`. */
const PATH = /^([A-Za-z]+(?:\.[A-Za-z]+|\["[^]*?"\]|\[\d+\])*): /;

export const failureText = {
  format: ({ property, reason }: Failure): string =>
    property === "" ? reason : `${property}: ${reason}`,
  parse: (text: string): Failure => {
    const [lead = "", property = ""] = PATH.exec(text) ?? [];
    return { property, reason: text.slice(lead.length) };
  },
};
