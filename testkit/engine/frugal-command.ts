import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** The method exists in every version of the Automation API, but its types leave it out. */
interface Runs {
  run(args: readonly string[], ...rest: readonly unknown[]): Promise<unknown>;
}

const NO_HISTORY = { stdout: "[]", stderr: "", code: 0 };
const NO_OUTPUTS = { stdout: "{}", stderr: "", code: 0 };

/**
 * The Automation API starts the CLI three more times after each operation, for the history and the
 * outputs. Each start costs a third of a second of CPU, and the tests need neither: they have the
 * events and the stored state. So `without` answers these calls itself.
 */
export class FrugalCommand {
  readonly command: PulumiCommand;
  readonly run: Runs["run"];
  #frugal = false;

  constructor(command: PulumiCommand) {
    const real = command as unknown as Runs;
    this.run = (args, ...rest) => real.run(args, ...rest);
    const frugalRun: Runs["run"] = (args, ...rest) => {
      if (this.#frugal && args[0] === "stack" && args[1] === "history") {
        return Promise.resolve(NO_HISTORY);
      }
      if (this.#frugal && args[0] === "stack" && args[1] === "output") {
        return Promise.resolve(NO_OUTPUTS);
      }
      return real.run(args, ...rest);
    };
    this.command = Object.create(command, { run: { value: frugalRun } }) as PulumiCommand;
  }

  /** Runs an operation whose result the caller does not read. */
  async without<Result>(operation: () => Promise<Result>): Promise<Result> {
    this.#frugal = true;
    try {
      return await operation();
    } finally {
      this.#frugal = false;
    }
  }
}
