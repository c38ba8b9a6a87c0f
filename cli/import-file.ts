/** Writes the file with which `pulumi import --file` adopts many connectors. */
import { writeFileSync } from "node:fs";
import { CONNECTOR_PROVIDER } from "../provider/connector/provider-text";
import { CONNECTOR_TYPE, PLUGIN } from "../provider/core/resource-types";
import type { Raw } from "../provider/core/values";
import { addressOf } from "../provider/endpoint/endpoint";
import { CliError, EXIT, type ExitCode } from "./exit";
import { importedProgram, secretSettings } from "./import-program";
import { openSession, type Session, type SessionOptions } from "./session";
import type { Terminal } from "./terminal";

export interface ImportFileOptions extends SessionOptions {
  readonly output?: string;
  /** The program's file. Pulumi itself cannot write programs with dynamic resources. */
  readonly program?: string;
}

const TYPE_OF_PLUGIN = `${PLUGIN}:Connector`;

/** For all connectors, or for the named ones. */
export async function importFile(
  names: readonly string[],
  options: ImportFileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const session = await openSession(options);
  const chosen = await chosenNames(names, session);
  const { program } = options;
  if (program === undefined) {
    // The plugin reads the connectors, so the file needs only their names.
    const resources = chosen.map((name) => ({ type: TYPE_OF_PLUGIN, name, id: name }));
    const command = "To import them and write their program text:";
    writeFile(resources, options, terminal, `${command}\n  ${importCommand(options)}`);
    return EXIT.ok;
  }
  const connectors = await inputsAndOutputs(chosen, session);
  const inputs = new Map(connectors.map((one) => [one.name, one.inputs]));
  writeFileSync(program, importedProgram(session.target.endpoint, inputs));
  const secrets = [...inputs].flatMap(([name, one]) => secretSettings(name, one));
  const lines = [
    `${program} declares them. To import them:`,
    `  ${importCommand(options)}`,
    ...(secrets.length === 0 ? [] : ["Set their secrets, which are not imported, before `up`:"]),
    ...secrets.map((key) => `  pulumi config set --secret ${quoted(key)}`),
  ];
  writeFile(connectors, options, terminal, lines.join("\n"));
  return EXIT.ok;
}

async function chosenNames(
  names: readonly string[],
  { attempt, api, target }: Session,
): Promise<string[]> {
  const all = await attempt("list the connectors", () => api.names());
  const missing = names.filter((name) => !all.includes(name));
  if (missing.length > 0) {
    const list = missing.map((name) => `"${name}"`).join(", ");
    throw new CliError(EXIT.notFound, `there is no connector ${list} on ${target.endpoint.url}`);
  }
  // Pulumi would manage a connector of the stack twice.
  const declared = new Map(target.declared?.map((one) => [one.name, one.resource]));
  const managed = names.filter((name) => declared.has(name));
  if (managed.length > 0) {
    const list = managed.map((name) => `"${name}" (resource "${declared.get(name) ?? ""}")`);
    throw new CliError(EXIT.usage, `already in the stack: ${list.join(", ")}`);
  }
  const others = all.filter((name) => !declared.has(name));
  return [...new Set(names.length > 0 ? names : others)].sort();
}

/** In the form of the state, without secrets of the connector or the cluster. */
async function inputsAndOutputs(names: readonly string[], { attempt, target }: Session) {
  const { readImported } = await import("../provider/connector/read-imported.js");
  const cluster = addressOf({ ...target.endpoint });
  const found = await Promise.all(
    names.map(async (name) => {
      const read = await attempt("read the connectors", () => readImported(target.endpoint, name));
      if (read === undefined) return []; // Somebody has just deleted it.
      const { inputs, outputs } = read;
      const stored = { cluster, __provider: CONNECTOR_PROVIDER };
      const given: Raw = { ...inputs, ...stored };
      const kept: Raw = { ...outputs, config: inputs.config, ...stored };
      return [{ type: CONNECTOR_TYPE, name, id: name, inputs: given, outputs: kept }];
    }),
  );
  return found.flat();
}

function importCommand({ output, program }: ImportFileOptions): string {
  const file = `pulumi import --file ${output ?? "connectors.json"}`;
  return program === undefined
    ? `${file} --out connectors.txt`
    : `${file} --generate-code=false --protect=false`;
}

function writeFile(
  resources: readonly object[],
  { output }: ImportFileOptions,
  terminal: Terminal,
  next: string,
): void {
  const text = `${JSON.stringify({ resources }, null, 2)}\n`;
  if (output === undefined) {
    terminal.write(text);
    return;
  }
  writeFileSync(output, text);
  terminal.write(`${resources.length} connectors. ${next}\n`);
}

function quoted(key: string): string {
  return /^[\w.-]+$/.test(key) ? key : `'${key.replaceAll("'", "'\\''")}'`;
}
