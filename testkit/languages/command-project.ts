import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { programHosts } from "../../sandbox/sdk-generator";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { searchOutput } from "../../tests/secret-search/outputs";
import { cli } from "../command/cli";
import { mustRun, type Result, run } from "../command/command";
import type { ResourceState, TestStack } from "../engine/engine";
import { isOurs } from "../connectors/adapter";
import { LanguageHost, type ProgramCommand } from "./language-host";
import type { Language } from "./languages";
import { pluginSettings } from "./plugin";
import { sandbox } from "../sandbox";

const STACK = "dev";
const COMMON = ["--non-interactive", "--color", "never"];

/** A program in the format of `Pulumi.yaml`, for any language. */
export interface DeclaredProgram {
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface Setting {
  readonly pulumi?: PulumiEnvironment;
  readonly env?: Record<string, string>;
  readonly plugins?: object;
}

/** A project on disk that uses the plugin. The command runs it as a user would. */
export class CommandProject {
  readonly folder: string;
  readonly #name: string;
  readonly #language: Language;
  readonly #command: string;
  readonly #env: Record<string, string>;
  /** Only for a language whose host is not the engine's. */
  #program: ProgramCommand | undefined;

  readonly #plugins: object;

  private constructor(
    name: string,
    language: Language,
    command: string,
    env: Record<string, string>,
    plugins: object,
  ) {
    this.#plugins = plugins;
    this.#name = name;
    this.#language = language;
    this.#command = command;
    this.#env = env;
    this.folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-project-"));
  }

  /** `pulumi` is the environment of the sandbox by default, `env` is added to the environment of the command, and `plugins` are those of `Pulumi.yaml`. */
  static async begin(
    name: string,
    language: Language,
    { pulumi: given, env: more = {}, plugins = pluginSettings }: Setting = {},
  ): Promise<CommandProject> {
    const pulumi = given ?? (await sandbox()).pulumi;
    const host = await language.host?.();
    const PATH = [...(host === undefined ? [] : [host]), pulumi.env.PATH].join(path.delimiter);
    const env = { ...pulumi.env, PATH, ...more };
    const project = new CommandProject(name, language, pulumi.executable, env, plugins);
    project.#program = await language.command?.();
    project.write({});
    await project.must("stack", "init", STACK, "--secrets-provider", "passphrase");
    return project;
  }

  write(program: DeclaredProgram): void {
    const { runtime, command } = this.#language;
    const settings = { name: this.#name, runtime, plugins: this.#plugins };
    if (command === undefined) {
      // JSON is YAML.
      this.#write(JSON.stringify({ ...settings, ...program }));
    } else {
      this.#write(JSON.stringify(settings));
      writeFileSync(this.file("program.json"), JSON.stringify(program));
    }
  }

  /** The program of a user's project with the package installed, with some of its text changed. */
  async copyExample(from: string, change: (text: string, file: string) => string): Promise<void> {
    for (const entry of readdirSync(from)) {
      const text = change(readFileSync(path.join(from, entry), "utf8"), entry);
      writeFileSync(this.file(entry), text.replace(/^name: .*$/m, `name: ${this.#name}`));
    }
    mkdirSync(this.file("node_modules"));
    symlinkSync(repositoryFolder, this.file("node_modules/pulumi-kafka-connect"));
    const dependency = path.join("node_modules", "@pulumi");
    symlinkSync(path.join(repositoryFolder, dependency), this.file(dependency));
    this.#program = await this.#language.command?.(this.folder);
  }

  /** `pulumi import`, with hosts that write the text. */
  async import(...args: string[]): Promise<string> {
    const writers = await programHosts();
    const PATH = [writers, this.#env.PATH].join(path.delimiter);
    const flags = ["--yes", "--skip-preview", "--stack", STACK, ...COMMON];
    const env = { ...this.#env, PATH };
    return mustRun(this.#command, ["import", ...args, ...flags], { cwd: this.folder, env });
  }

  /** A program in YAML, after the settings of the project. */
  writeYaml(text: string): void {
    const settings = { name: this.#name, runtime: "yaml", plugins: this.#plugins };
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
    const result = await this.#runProgram("up", "--yes", "--skip-preview", ...flags);
    searchOutput(`the state of ${this.#name}`, this.rawState());
    return result;
  }

  preview(...flags: string[]): Promise<Result> {
    return this.#runProgram("preview", "--diff", ...flags);
  }

  refresh(...flags: string[]): Promise<Result> {
    return this.run("refresh", "--yes", "--skip-preview", "--diff", "--stack", STACK, ...flags);
  }

  #runProgram(...args: string[]): Promise<Result> {
    return this.#withHost((client) => this.run(...args, "--stack", STACK, ...client));
  }

  /** `run` gets the options by which the command finds the program. */
  async #withHost<T>(run: (client: readonly string[]) => Promise<T>): Promise<T> {
    if (this.#program === undefined) return run([]);
    const { host, address } = await LanguageHost.start(this.#program, this.folder);
    try {
      return await run([`--client=${address}`]);
    } finally {
      host.close();
    }
  }

  /** The package's own command, for this project's stack. */
  cli(...args: string[]): Promise<Result> {
    return cli([...args, "--stack", STACK, "--cwd", this.folder], { env: this.#env });
  }

  run(...args: string[]): Promise<Result> {
    return run(this.#command, [...args, ...COMMON], { cwd: this.folder, env: this.#env });
  }

  must(...args: string[]): Promise<string> {
    return mustRun(this.#command, [...args, ...COMMON], { cwd: this.folder, env: this.#env });
  }

  /** Runs `up` and interrupts it once, like Ctrl-C, when `ready` resolves. Returns the seconds after that. */
  interruptedUp(ready: Promise<unknown>): Promise<{ text: string; seconds: number }> {
    return this.#withHost((client) => this.#interruptedUp(ready, client));
  }

  async #interruptedUp(ready: Promise<unknown>, client: readonly string[]) {
    const args = ["up", "--yes", "--skip-preview", "--stack", STACK, ...client, ...COMMON];
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

  /** Continues with another project's stack. */
  async takeState(from: TestStack): Promise<void> {
    await from.usePassphrase();
    const { stack } = from;
    const { name: projectName } = await stack.workspace.projectSettings();
    const text = JSON.stringify(await stack.exportStack())
      .replaceAll(
        `urn:pulumi:${stack.name}::${projectName}::`,
        `urn:pulumi:${STACK}::${this.#name}::`,
      )
      .replaceAll(`::${projectName}-${stack.name}"`, `::${this.#name}-${STACK}"`);
    writeFileSync(this.file("stack.json"), text);
    await this.must("stack", "import", "--file", this.file("stack.json"), "--stack", STACK);
  }

  /** The states of our resources, with encrypted secrets. */
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

  /** The state as the backend stores it. */
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

  /** Removes the stack, whatever it contains. What it created on the cluster stays. */
  async end(): Promise<void> {
    await this.run("stack", "rm", "--yes", "--force", "--stack", STACK);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
