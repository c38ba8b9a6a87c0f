import { sandboxInstance } from "../paths";
import { say } from "../progress";
import { pulumiEnvironment } from "../pulumi-environment";
import { exitOnInterrupt } from "./interrupt";
import { Project } from "./project";

/** `make pulumi ARGS=…`: runs the CLI like the quickstart. */
async function pulumiCommand(): Promise<number> {
  const pulumi = await pulumiEnvironment(sandboxInstance("quickstart"));
  return new Project(pulumi).exitCode(process.argv.slice(2));
}

exitOnInterrupt();
pulumiCommand().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`pulumi: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
