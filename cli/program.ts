/** The commands and their options; what they do is in the file of each. */
import { Command, InvalidArgumentError, Option } from "commander";
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
import { plugins, type PluginsOptions } from "./plugins";
import { FAIL_ON, type FailOn, previewReport, type PreviewReportOptions } from "./preview-report";
import { status, type StatusOptions } from "./status";
import { withTarget } from "./target";
import type { Terminal } from "./terminal";

export const NAME = "pulumi-kafka-connect";

const EXIT_CODES = `
Exit codes: 0 done; 1 something is failed, or was not done; 2 wrong usage; 3 Kafka Connect
does not answer, or does not let us in; 4 there is no such connector; 5 the stack cannot be read.`;

export interface Surroundings {
  readonly terminal: Terminal;
  readonly version: string;
  /** From then on Ctrl-C does not end the process, but aborts. */
  readonly interruption: () => AbortSignal;
  readonly done: (code: ExitCode) => void;
}

export function createProgram({ terminal, version, interruption, done }: Surroundings): Command {
  const program = new Command(NAME)
    .description("What runs on a Kafka Connect cluster, and a hand for what is not desired state.")
    .version(version)
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

  withTarget(
    program
      .command("status [name]")
      .description("connectors and tasks, those first that need somebody")
      .option("--watch", "show it again and again, until Ctrl-C")
      .option("--json", "as a document, or with --watch one a line")
      .option("--traces", "the whole stack traces of what has failed")
      .addOption(timeout("30s", "for each look")),
  ).action(async (name: string | undefined, options: StatusOptions) =>
    done(await status(name, options, terminal, interruption)),
  );

  withTarget(
    changing(program.command("restart <name>"))
      .description("restart a connector and its tasks")
      .option("--task <id>", "only this task", wholeNumber)
      .option("--only-failed", "only what is failed"),
  ).action(async (name: string, options: RestartOptions) =>
    done(await restart(name, options, terminal)),
  );

  const changes: readonly (readonly [Change, string])[] = [
    ["pause", "pause a connector; it keeps its tasks"],
    ["resume", "let a paused or stopped connector run"],
    ["stop", "stop a connector; it gives up its tasks"],
  ];
  for (const [change, description] of changes) {
    withTarget(changing(program.command(`${change} <name>`)).description(description)).action(
      async (name: string, options: ChangeOptions) =>
        done(await changeState(change, name, options, terminal)),
    );
  }

  const offsets = program.command("offsets").description("where a connector is");
  withTarget(
    offsets
      .command("get <name>")
      .description("show them")
      .option("--json", "as Connect gives them")
      .addOption(timeout("30s", "for the answer")),
  ).action(async (name: string, options: GetOptions) =>
    done(await getOffsets(name, options, terminal)),
  );
  withTarget(
    offsets
      .command("reset <name>")
      .description("forget them: a source begins anew, a sink reads its topics anew")
      .option("--stop", "stop the connector for it, and bring it back to its state")
      .option("--yes", "do not ask")
      .addOption(timeout("2m", "for all of it")),
  ).action(async (name: string, options: ResetOptions) =>
    done(await resetOffsets(name, options, terminal, confirm)),
  );

  withTarget(
    program
      .command("heal")
      .description("restart what fails, with growing waits, until Ctrl-C")
      .option("--once", "look twice, restart what is failed in both, and end")
      .option("--max-retry <n>", "restarts of a connector before it is given up", wholeNumber, 10)
      .option("--every <duration>", "between two looks", "10s")
      .option("--metrics <port>", "serve /metrics and /healthz there", wholeNumber)
      .option("--json", "an event a line, as JSON")
      .addOption(timeout("30s", "for the first answer")),
  ).action(async (options: HealOptions) => done(await heal(options, terminal, interruption)));

  withTarget(
    program
      .command("plugins")
      .description("the connector classes that are installed")
      .option("--json", "as a document")
      .addOption(timeout("30s", "for the answer")),
  ).action(async (options: PluginsOptions) => done(await plugins(options, terminal)));

  program
    .command("preview-report [file]")
    .description("what `pulumi preview --json` printed, as Markdown for a pull request")
    .option("--title <text>", "the heading, instead of project and stack")
    .option("--max-length <number>", "the most characters, such as GitHub takes", wholeNumber)
    .addOption(
      new Option(
        "--fail-on <what>",
        `exit code 1 when there is one (${FAIL_ON.join(", ")}); may be repeated`,
      ).argParser((what: string, before: FailOn[] | undefined) => [
        ...(before ?? []),
        aFailure(what),
      ]),
    )
    .option("--output <file>", "write it there, not to stdout")
    .action((file: string | undefined, options: PreviewReportOptions) =>
      done(previewReport(file, options, terminal)),
    );

  program
    .command("completion")
    .argument("<shell>", SHELLS.join(", "), aShell)
    .description("print a completion script for a shell")
    .action((shell: Shell) => {
      terminal.write(completionScript(shell, program));
      done(EXIT.ok);
    });
  return program;
}

function changing(command: Command): Command {
  return command
    .option("--no-wait", "do not wait until it has happened")
    .addOption(timeout("2m", "for all of it"));
}

function timeout(usual: string, what: string): Option {
  return new Option("--timeout <duration>", `${what}, such as 90s or 5m`).default(usual);
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
