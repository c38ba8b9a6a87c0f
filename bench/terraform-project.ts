import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { findProgram } from "../sandbox/program";
import type { Measured } from "./measurement";
import { measuredRun } from "./measured-run";
import type { Project } from "./project";

const PROVIDER = "terraform-provider-kafka-connect";

/** Terraform and Mongey's provider, both from PATH, on a state file. */
export class TerraformProject implements Project {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-bench-"));
  readonly #terraform: string;
  readonly #parallel: number;

  constructor(parallel: number) {
    const terraform = findProgram("terraform");
    const provider = findProgram(PROVIDER);
    if (terraform === undefined || provider === undefined) {
      throw new Error(`--terraform needs terraform and ${PROVIDER} on PATH (docs/benchmarks.md)`);
    }
    this.#terraform = terraform;
    this.#parallel = parallel;
    // Terraform then takes the provider from its folder, without "terraform init".
    const overrides = `"mongey/kafka-connect" = ${JSON.stringify(path.dirname(provider))}`;
    this.#write(
      "cli.tfrc",
      `provider_installation {\n  dev_overrides {\n    ${overrides}\n  }\n  direct {}\n}\n`,
    );
  }

  program(text: string): void {
    this.#write("main.tf", text);
  }

  preview(): Promise<Measured> {
    return this.#run("plan");
  }

  up(): Promise<Measured> {
    return this.#run("apply", "-auto-approve");
  }

  refresh(): Promise<Measured> {
    return this.#run("apply", "-refresh-only", "-auto-approve");
  }

  destroy(): Promise<Measured> {
    return this.#run("destroy", "-auto-approve");
  }

  stateSize(): number {
    const file = path.join(this.#folder, "terraform.tfstate");
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  end(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }

  #run(...args: readonly string[]): Promise<Measured> {
    const options = ["-input=false", "-no-color", `-parallelism=${this.#parallel}`];
    return measuredRun(this.#terraform, [...args, ...options], {
      cwd: this.#folder,
      env: {
        ...process.env,
        TF_CLI_CONFIG_FILE: path.join(this.#folder, "cli.tfrc"),
        CHECKPOINT_DISABLE: "1",
      },
    });
  }

  #write(file: string, text: string): void {
    writeFileSync(path.join(this.#folder, file), text);
  }
}
