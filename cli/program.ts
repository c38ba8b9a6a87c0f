/** The commands and their options. Each command has its own file. */
import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_POLICY } from "../healing/policy";
import { DEFAULT_SCHEDULE } from "../healing/schedule";
import { durationText } from "../provider/core/duration";
import {
  type Change,
  changeState,
  type ChangeOptions,
  restart,
  type RestartOptions,
} from "./change-state";
import { completionScript, SHELLS, type Shell } from "./completion";
import { confirm } from "./confirm";
import { EXIT, type ExitCode } from "./exit";
import { getOffsets, type GetOptions, resetOffsets, type ResetOptions } from "./offsets";
import { heal, type HealOptions } from "./heal";
import { importFile, type ImportFileOptions } from "./import-file";
import { plugins, type PluginsOptions } from "./plugins";
import { FAIL_ON, type FailOn, previewReport, type PreviewReportOptions } from "./preview-report";
import { status, type StatusOptions } from "./status";
import { withTarget } from "./target";
import type { Terminal } from "./terminal";

export const NAME = "pulumi-kafka-connect";

const EXIT_CODES = `
Exit codes: 0 success; 1 something has failed or could not be done; 2 wrong usage; 3 Kafka Connect
is unreachable or refuses access; 4 no such connector; 5 the stack cannot be read.`;

export interface Surroundings {
  readonly terminal: Terminal;
  readonly version: string;
  /** From then on, Ctrl-C aborts the signal instead of ending the process. */
  readonly interruption: () => AbortSignal;
  readonly done: (code: ExitCode) => void;
}

export function createProgram(surroundings: Surroundings): Command {
  const program = new Command(NAME)
    .description("Show what runs on a Kafka Connect cluster, and run one-off operations.")
    .version(surroundings.version)
    .showSuggestionAfterError()
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${NAME}: ${text
            .trim()
            .replace(/^error: /, "")
            .replace(/\n/g, " ")}\n`,
        ),
    })
    .addHelpText("after", EXIT_CODES);
  for (const add of COMMANDS) add(program, surroundings);
  return program;
}

/** The commands in the order of the help. */
const COMMANDS: readonly ((program: Command, surroundings: Surroundings) => void)[] = [
  addStatus,
  addChanges,
  addOffsets,
  addHeal,
  addPlugins,
  addImportFile,
  addPreviewReport,
  addCompletion,
];

function addStatus(program: Command, { terminal, interruption, done }: Surroundings): void {
  withTarget(
    program
      .command("status [name]")
      .description("list connectors and tasks, the ones that need attention first")
      .option("--watch", "refresh until Ctrl-C")
      .option("--json", "print JSON; with --watch one document per line")
      .option("--traces", "print the full stack traces of failures")
      .addOption(timeout("30s", "limit for each poll")),
  ).action(async (name: string | undefined, options: StatusOptions) =>
    done(await status(name, options, terminal, interruption)),
  );
}

function addChanges(program: Command, { terminal, done }: Surroundings): void {
  withTarget(
    changing(program.command("restart <name>"))
      .description("restart a connector and its tasks")
      .option("--task <id>", "only this task", wholeNumber)
      .option("--only-failed", "only failed parts"),
  ).action(async (name: string, options: RestartOptions) =>
    done(await restart(name, options, terminal)),
  );

  const changes: readonly (readonly [Change, string])[] = [
    ["pause", "pause a connector, which keeps its tasks"],
    ["resume", "resume a paused or stopped connector"],
    ["stop", "stop a connector, which releases its tasks"],
  ];
  for (const [change, description] of changes) {
    withTarget(changing(program.command(`${change} <name>`)).description(description)).action(
      async (name: string, options: ChangeOptions) =>
        done(await changeState(change, name, options, terminal)),
    );
  }
}

function addOffsets(program: Command, { terminal, done }: Surroundings): void {
  const offsets = program
    .command("offsets")
    .description("show or reset the offsets of a connector");
  withTarget(
    offsets
      .command("get <name>")
      .description("print the offsets")
      .option("--json", "print Kafka Connect's JSON")
      .addOption(timeout("30s", "limit for the answer")),
  ).action(async (name: string, options: GetOptions) =>
    done(await getOffsets(name, options, terminal)),
  );
  withTarget(
    offsets
      .command("reset <name>")
      .description("reset the offsets: the connector starts again from the beginning")
      .option("--stop", "stop the connector first, and restore its state afterwards")
      .option("--yes", "do not ask for confirmation")
      .addOption(timeout("2m", "limit for the whole command")),
  ).action(async (name: string, options: ResetOptions) =>
    done(await resetOffsets(name, options, terminal, confirm)),
  );
}

function addHeal(program: Command, { terminal, interruption, done }: Surroundings): void {
  withTarget(
    program
      .command("heal")
      .description("restart failed connectors and tasks until Ctrl-C, with growing delays")
      .option("--once", "poll twice, restart what has failed in both polls, and exit")
      .option(
        "--max-retry <n>",
        "give up on a connector after this many restarts",
        wholeNumber,
        DEFAULT_POLICY.maxRetry,
      )
      .option(
        "--every <duration>",
        "interval between two polls",
        durationText(DEFAULT_SCHEDULE.pollMs),
      )
      .option("--metrics <port>", "serve /metrics and /healthz on this port", wholeNumber)
      .option("--json", "print one JSON event per line")
      .addOption(timeout("30s", "limit for the first answer")),
  ).action(async (options: HealOptions) => done(await heal(options, terminal, interruption)));
}

function addPlugins(program: Command, { terminal, done }: Surroundings): void {
  withTarget(
    program
      .command("plugins")
      .description("list the installed connector classes")
      .option("--json", "print JSON")
      .addOption(timeout("30s", "limit for the answer")),
  ).action(async (options: PluginsOptions) => done(await plugins(options, terminal)));
}

function addImportFile(program: Command, { terminal, done }: Surroundings): void {
  withTarget(
    program
      .command("import-file [names...]")
      .description("write the file for `pulumi import --file`")
      .option("--output <file>", "write to this file instead of stdout")
      .option(
        "--program <file>",
        "import into the resource of the TypeScript package, and write its program to this file; default: the provider plugin",
      )
      .addOption(timeout("30s", "limit for the answer")),
  ).action(async (names: string[], options: ImportFileOptions) =>
    done(await importFile(names, options, terminal)),
  );
}

function addPreviewReport(program: Command, { terminal, done }: Surroundings): void {
  program
    .command("preview-report [file]")
    .description("turn the output of `pulumi preview --json` into Markdown for a pull request")
    .option("--title <text>", "heading; default: project and stack")
    .option(
      "--max-length <number>",
      "maximum number of characters; default: fits into a GitHub comment",
      wholeNumber,
    )
    .addOption(
      new Option(
        "--fail-on <what>",
        `exit with code 1 on ${FAIL_ON.join(", ")}; may be repeated`,
      ).argParser((what: string, before: FailOn[] | undefined) => [
        ...(before ?? []),
        aFailure(what),
      ]),
    )
    .option("--output <file>", "write to this file instead of stdout")
    .action((file: string | undefined, options: PreviewReportOptions) =>
      done(previewReport(file, options, terminal)),
    );
}

function addCompletion(program: Command, { terminal, done }: Surroundings): void {
  program
    .command("completion")
    .argument("<shell>", SHELLS.join(", "), aShell)
    .description("print a completion script for a shell")
    .action((shell: Shell) => {
      terminal.write(completionScript(shell, program));
      done(EXIT.ok);
    });
}

function changing(command: Command): Command {
  return command
    .option("--no-wait", "do not wait for the result")
    .addOption(timeout("2m", "limit for the whole command"));
}

function timeout(usual: string, what: string): Option {
  return new Option("--timeout <duration>", `${what}, for example 90s or 5m`).default(usual);
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

function aShell(text: string): Shell {
  const shell = SHELLS.find((known) => known === text);
  if (shell === undefined)
    throw new InvalidArgumentError(`It must be one of ${SHELLS.join(", ")}.`);
  return shell;
}

function aFailure(text: string): FailOn {
  const what = FAIL_ON.find((known) => known === text);
  if (what === undefined)
    throw new InvalidArgumentError(`It must be one of ${FAIL_ON.join(", ")}.`);
  return what;
}
