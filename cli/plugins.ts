import { EXIT, type ExitCode } from "./exit";
import { openSession, type SessionOptions } from "./session";
import { table } from "./table";
import type { Terminal } from "./terminal";

export interface PluginsOptions extends SessionOptions {
  readonly json?: true;
}

/** The connector classes of the worker that answers. */
export async function plugins(options: PluginsOptions, terminal: Terminal): Promise<ExitCode> {
  const { attempt, api } = await openSession(options);
  const found = await attempt("plugins", () => api.plugins());
  const sorted = [...found].sort((a, b) => a.class.localeCompare(b.class));
  if (options.json === true) {
    terminal.write(`${JSON.stringify(sorted, null, 2)}\n`);
    return EXIT.ok;
  }
  const lines = table(
    ["CLASS", "TYPE", "VERSION"],
    sorted.map((plugin) => [plugin.class, plugin.type, plugin.version ?? "-"]),
    { width: terminal.size().columns, paintHead: terminal.colours.faint },
  );
  terminal.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}
