import * as path from "node:path";
import { withLock } from "../lock";
import { sandboxInstance } from "../paths";
import { say } from "../progress";
import { up, type Stack } from "../stack";
import { connectorTable, statusUrl } from "./connector-table";
import { exitOnInterrupt } from "./interrupt";
import { requirePrerequisites } from "./prerequisites";
import { Project, programFile, stackName } from "./project";
import { inputFile, outputFile, recordsFolder, waitForLines, writeLines } from "./records";
import { recover } from "./recover";

/** The quickstart, from nothing to two running connectors. Every step may be repeated. */
async function quickstart(): Promise<void> {
  requirePrerequisites();
  title("Kafka, Kafka Connect and Pulumi on this machine");
  const stack = await up(sandboxInstance("quickstart"));
  const project = new Project(stack.pulumi);
  await project.run(["stack", "select", "--create", stackName]);
  await recover(stack, project);

  const lines = writeLines(stack.instance);
  title(`pulumi up: ${programFile}`);
  await project.run(["up", "--yes", "--skip-preview", "--refresh", ...settings(stack)]);

  title("The lines went through Kafka");
  await waitForLines(stack.instance, lines);
  console.log(`${here(inputFile(stack.instance))} -> ${here(outputFile(stack.instance))}`);
  for (const line of lines) console.log(`  ${line}`);

  title(`The connectors, as Kafka Connect reports them: ${statusUrl(stack)}`);
  console.log(await connectorTable(stack));

  title("pulumi preview --diff, after a change of one key");
  await project.run(["preview", "--diff", "--config", "batchSize=500"]);
  next(stack);
}

/** Sets every setting, so that each run begins with the same ones. */
function settings(stack: Stack): string[] {
  return Object.entries({
    connectUrl: stack.workerUrl,
    folder: recordsFolder(stack.instance),
    batchSize: 100,
    sinkState: "running",
  }).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
}

function next(stack: Stack): void {
  title("What to do next");
  console.log(`make pulumi ARGS=up     make the change that the preview shows
edit ${programFile}, then make pulumi ARGS=up
echo hello >> ${here(inputFile(stack.instance))}; tail -f ${here(outputFile(stack.instance))}
curl ${stack.workerUrl}/connectors/quickstart-sink/config
make down               stop it all and remove it`);
}

function title(text: string): void {
  const bold = process.stdout.isTTY ? ["\x1b[1m", "\x1b[0m"] : ["", ""];
  console.log(`\n${bold[0] ?? ""}== ${text}${bold[1] ?? ""}`);
}

function here(file: string): string {
  return path.relative(process.cwd(), file);
}

exitOnInterrupt();
const lock = path.join(sandboxInstance("quickstart").runFolder, "quickstart.lock");
withLock(lock, { what: "running the quickstart", deadlineMs: 10 * 60_000 }, quickstart).then(
  () => process.exit(0),
  (error: unknown) => {
    say(`quickstart: ${error instanceof Error ? error.message : String(error)}`);
    say("Once that is put right, `make quickstart` goes on from here.");
    process.exit(1);
  },
);
