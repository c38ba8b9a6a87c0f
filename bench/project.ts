import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../sandbox/paths";
import type { PulumiEnvironment } from "../sandbox/pulumi-environment";
import type { Measured } from "./measurement";
import { measuredRun } from "./measured-run";

const projectName = "bench";
const stackName = "bench";

/** A program on disk, and the actions on it. */
export interface Project {
  program(text: string): void;
  preview(): Promise<Measured>;
  up(): Promise<Measured>;
  refresh(): Promise<Measured>;
  destroy(): Promise<Measured>;
  /** Bytes of the state as it lies in the backend. */
  stateSize(): number;
  end(): Promise<void>;
}

/** A Pulumi project on disk with its own stack. Runs the command like a user. */
export class BenchProject implements Project {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-bench-"));
  readonly #pulumi: PulumiEnvironment;
  readonly #parallel: number | undefined;

  private constructor(pulumi: PulumiEnvironment, parallel?: number) {
    this.#pulumi = pulumi;
    this.#parallel = parallel;
  }

  /** Without `parallel`, the engine uses its default. */
  static async begin(pulumi: PulumiEnvironment, parallel?: number): Promise<BenchProject> {
    const project = new BenchProject(pulumi, parallel);
    const modules = path.join(repositoryFolder, "node_modules");
    symlinkSync(modules, path.join(project.#folder, "node_modules"));
    project.#write("package.json", JSON.stringify({ type: "commonjs", main: "index.js" }));
    project.#write("Pulumi.yaml", `name: ${projectName}\nruntime: nodejs\n`);
    await project.#run(["stack", "init", stackName, "--secrets-provider", "passphrase"]);
    project.program("");
    // Does not measure what the very first run loads from disk.
    await project.up();
    return project;
  }

  async end(): Promise<void> {
    await this.#run(["stack", "rm", "--yes", "--force", "--stack", stackName]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  program(text: string): void {
    this.#write("index.js", text);
  }

  preview(): Promise<Measured> {
    return this.#run(["preview", ...this.#common]);
  }

  /** Without the preview, which is measured separately. */
  up(): Promise<Measured> {
    return this.#run(["up", "--yes", "--skip-preview", ...this.#common]);
  }

  refresh(): Promise<Measured> {
    return this.#run(["refresh", "--yes", "--skip-preview", ...this.#common]);
  }

  destroy(): Promise<Measured> {
    return this.#run(["destroy", "--yes", "--skip-preview", ...this.#common]);
  }

  /** Bytes of the state in the backend. */
  stateSize(): number {
    const backend = (this.#pulumi.env["PULUMI_BACKEND_URL"] ?? "").replace("file://", "");
    const file = path.join(backend, ".pulumi", "stacks", projectName, `${stackName}.json`);
    return statSync(existsSync(file) ? file : `${file}.gz`).size;
  }

  get #common(): string[] {
    const parallel = this.#parallel === undefined ? [] : ["--parallel", String(this.#parallel)];
    return ["--stack", stackName, ...parallel];
  }

  #run(args: readonly string[]): Promise<Measured> {
    const { executable, env } = this.#pulumi;
    return measuredRun(executable, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.#folder,
      env: { ...process.env, ...env },
    });
  }

  #write(file: string, text: string): void {
    writeFileSync(path.join(this.#folder, file), text);
  }
}
