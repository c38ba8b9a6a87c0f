import type { Command } from "commander";
import { createProgram } from "../../cli/program";

const same = (text: string) => text;
/** The tree of commands, without actions. */
export const program = createProgram({
  terminal: {
    isTerminal: false,
    size: () => ({}),
    colours: { bad: same, odd: same, good: same, faint: same, bold: same },
    write: () => undefined,
  },
  version: "0.0.0",
  interruption: () => new AbortController().signal,
  done: () => undefined,
});

export function commandsIn(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsIn)];
}
