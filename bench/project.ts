import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../sandbox/paths";
import type { PulumiEnvironment } from "../sandbox/pulumi-environment";
import type { Measured } from "./measurement";
import { watchMemory } from "./peak-memory";

const projectName = "bench";
const stackName = "bench";

/** A Pulumi project on disk with its own stack. Runs the command like a user. */
export class BenchProject {
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

  async #run(args: readonly string[]): Promise<Measured> {
    const startedAt = performance.now();
    const child = spawn(
      this.#pulumi.executable,
      [...args, "--non-interactive", "--color", "never"],
      {
        cwd: this.#folder,
        env: { ...process.env, ...this.#pulumi.env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const stop = () => child.kill("SIGINT");
    process.once("exit", stop);
    const peak = watchMemory(child.pid ?? 0);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    process.off("exit", stop);
    const peakMemory = peak();
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${text.slice(-3000)}`);
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, ...(peakMemory === undefined ? {} : { peakMemory }) };
  }

  #write(file: string, text: string): void {
    writeFileSync(path.join(this.#folder, file), text);
  }
}
