import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { yamlHost } from "../sandbox/yaml-host";
import { searchOutput } from "../tests/secret-search/outputs";
import { mustRun, type Result, run } from "./command";
import type { ResourceState } from "./engine";
import { isOurs } from "./adapter";
import { pluginSettings } from "./plugin";
import { sandbox } from "./sandbox";

const STACK = "dev";
const COMMON = ["--non-interactive", "--color", "never"];

/** The parts of `Pulumi.yaml` that a program is made of. */
export interface YamlProgram {
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A YAML project on disk that uses the plugin, run by the command as a user does. */
export class YamlProject {
  readonly folder: string;
  readonly #name: string;
  readonly #command: string;
  readonly #env: Record<string, string>;

  private constructor(name: string, command: string, env: Record<string, string>) {
    this.#name = name;
    this.#command = command;
    this.#env = env;
    this.folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-yaml-"));
  }

  static async begin(name: string): Promise<YamlProject> {
    const [{ pulumi }, host] = await Promise.all([sandbox(), yamlHost()]);
    const PATH = [host, pulumi.env.PATH].join(path.delimiter);
    const project = new YamlProject(name, pulumi.executable, { ...pulumi.env, PATH });
    project.write({});
    await project.must("stack", "init", STACK, "--secrets-provider", "passphrase");
    return project;
  }

  /** JSON is YAML. */
  write(program: YamlProgram): void {
    this.#write(
      JSON.stringify({
        name: this.#name,
        runtime: "yaml",
        plugins: { ...pluginSettings },
        ...program,
      }),
    );
  }

  /** A program in YAML's own form, after the settings of the project. */
  writeYaml(text: string): void {
    const settings = { name: this.#name, runtime: "yaml", plugins: pluginSettings };
    const lines = Object.entries(settings).map(
      ([key, value]) => `${key}: ${JSON.stringify(value)}`,
    );
    this.#write(`${lines.join("\n")}\n${text}`);
  }

  #write(text: string): void {
    writeFileSync(this.file("Pulumi.yaml"), text);
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), "utf8");
  }

  configure(cluster: object, ...flags: string[]): Promise<string> {
    const args = ["set", "pulumi-kafka-connect:cluster", JSON.stringify(cluster), ...flags];
    return this.must("config", ...args, "--stack", STACK);
  }

  async up(...flags: string[]): Promise<Result> {
    const result = await this.run("up", "--yes", "--skip-preview", "--stack", STACK, ...flags);
    searchOutput(`the state of ${this.#name}`, this.rawState());
    return result;
  }

  preview(...flags: string[]): Promise<Result> {
    return this.run("preview", "--diff", "--stack", STACK, ...flags);
  }

  refresh(...flags: string[]): Promise<Result> {
    return this.run("refresh", "--yes", "--skip-preview", "--diff", "--stack", STACK, ...flags);
  }

  run(...args: string[]): Promise<Result> {
    return run(this.#command, [...args, ...COMMON], { cwd: this.folder, env: this.#env });
  }

  must(...args: string[]): Promise<string> {
    return mustRun(this.#command, [...args, ...COMMON], { cwd: this.folder, env: this.#env });
  }

  /** Runs `up` and interrupts it once, as Ctrl-C does, when `ready` is fulfilled. Gives the seconds after that. */
  async interruptedUp(ready: Promise<unknown>): Promise<{ text: string; seconds: number }> {
    const args = ["up", "--yes", "--skip-preview", "--stack", STACK, ...COMMON];
    const child = spawn(this.#command, args, {
      cwd: this.folder,
      env: { ...process.env, ...this.#env },
      detached: true, // A group of its own, as a terminal signals it.
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    }
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await Promise.race([ready, ended.then(() => Promise.reject(new Error(`up ended:\n${text}`)))]);
    const interruptedAt = Date.now();
    if (child.pid !== undefined) process.kill(child.pid, "SIGINT");
    await ended;
    searchOutput("an interrupted up", text);
    return { text, seconds: (Date.now() - interruptedAt) / 1000 };
  }

  /** Of our resources, with the secrets as ciphertext. */
  async state(): Promise<ResourceState[]> {
    const { deployment } = await this.#exported();
    return (deployment.resources ?? []).filter(({ type }) => isOurs(type));
  }

  async pendingOperations(): Promise<unknown[]> {
    return (await this.#exported()).deployment.pending_operations ?? [];
  }

  async #exported() {
    const text = await this.must("stack", "export", "--stack", STACK);
    return JSON.parse(text) as {
      deployment: { resources?: ResourceState[]; pending_operations?: unknown[] };
    };
  }

  /** The state as it lies in the backend. */
  rawState(): string {
    const backend = (this.#env.PULUMI_BACKEND_URL ?? "").replace("file://", "");
    return readFileSync(
      path.join(backend, ".pulumi", "stacks", this.#name, `${STACK}.json`),
      "utf8",
    );
  }

  async output(name: string): Promise<unknown> {
    const text = await this.must("stack", "output", name, "--json", "--stack", STACK);
    return JSON.parse(text) as unknown;
  }

  /** Removes the stack, whatever it holds; what it made on the cluster stays. */
  async end(): Promise<void> {
    await this.run("stack", "rm", "--yes", "--force", "--stack", STACK);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
