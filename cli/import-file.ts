/** The file with which `pulumi import --file` takes many connectors into a stack of the provider plugin. */
import { writeFileSync } from "node:fs";
import { CliError, EXIT, type ExitCode } from "./exit";
import { openSession, type SessionOptions } from "./session";
import type { Terminal } from "./terminal";

export interface ImportFileOptions extends SessionOptions {
  readonly output?: string;
}

const TYPE = "pulumi-kafka-connect:index:Connector";

/** For all connectors, or for the named ones. Only their names are read. */
export async function importFile(
  names: readonly string[],
  options: ImportFileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { attempt, api, target } = await openSession(options);
  const all = await attempt("list the connectors", () => api.names());
  const missing = names.filter((name) => !all.includes(name));
  if (missing.length > 0) {
    const quoted = missing.map((name) => `"${name}"`).join(", ");
    throw new CliError(EXIT.notFound, `there is no connector ${quoted} on ${target.endpoint.url}`);
  }
  const chosen = [...new Set(names.length > 0 ? names : all)].sort();
  const text = `${JSON.stringify({ resources: chosen.map(entry) }, null, 2)}\n`;
  if (options.output === undefined) {
    terminal.write(text);
    return EXIT.ok;
  }
  writeFileSync(options.output, text);
  terminal.write(
    `${chosen.length} connectors. To import them and write their program text:\n` +
      `  pulumi import --file ${options.output} --out connectors.txt\n`,
  );
  return EXIT.ok;
}

function entry(name: string): object {
  return { type: TYPE, name, id: name };
}
