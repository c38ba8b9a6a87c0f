import { spawn } from "node:child_process";
import * as path from "node:path";
import { repositoryFolder } from "../paths";
import { outputOf } from "../program";
import type { PulumiEnvironment } from "../pulumi-environment";
import { interruptedWithCommand } from "./interrupt";

/** The project is Pulumi.yaml in the root of the repository, whose program is the example. */
export const stackName = "quickstart";
export const programFile = path.join("examples", "quickstart", "index.ts");
/** The CLI keeps the stack's config here. */
export const stackFile = path.join(repositoryFolder, `Pulumi.${stackName}.yaml`);

/**
 * Runs the CLI on the quickstart's project, with the sandbox's own home and backend, so that the
 * user's login is neither read nor changed.
 */
export class Project {
  readonly #cli: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(pulumi: PulumiEnvironment) {
    this.#cli = pulumi.executable;
    this.#env = { ...process.env, ...pulumi.env, PULUMI_STACK: stackName };
  }

  /** Shows its output on the terminal, and returns the exit code. */
  exitCode(args: readonly string[]): Promise<number> {
    const child = spawn(this.#cli, args, {
      cwd: repositoryFolder,
      env: this.#env,
      stdio: "inherit",
    });
    return interruptedWithCommand(
      new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => resolve(code ?? 1));
      }),
    );
  }

  async run(args: readonly string[]): Promise<void> {
    const code = await this.exitCode(args);
    if (code !== 0) throw new Error(`pulumi ${args[0] ?? ""} failed (exit code ${code})`);
  }

  /** The output of a quick command; undefined if it fails. */
  outputOf(args: readonly string[]): string | undefined {
    return outputOf(this.#cli, [...args, "--cwd", repositoryFolder], this.#env);
  }
}
