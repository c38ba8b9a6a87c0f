import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { mustRun } from "../command/command";
import { ExampleFolder } from "./example-folder";

/** Pods pull, install and start. */
const PATIENCE_MS = 280_000;

/** A copy of an example with its own stack. Runs the commands of its README. */
export class Example {
  readonly folder: string;
  readonly readme: string;
  readonly #copy: ExampleFolder;
  readonly #name: string;
  readonly #stack: string;
  readonly #env: Record<string, string>;

  private constructor(name: string, { env }: PulumiEnvironment) {
    this.#stack = `${name}-${process.pid.toString(36)}`;
    this.#name = name;
    this.#copy = new ExampleFolder(name);
    this.folder = this.#copy.file(name);
    this.readme = this.#copy.read(`${name}/README.md`);
    this.#env = {
      ...env,
      PULUMI_STACK: this.#stack,
      // The repository's own checks cover the types, and checking them would take most of the time.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
  }

  static async begin(name: string, pulumi: PulumiEnvironment): Promise<Example> {
    const example = new Example(name, pulumi);
    await example.run(`pulumi stack init ${example.#stack} --secrets-provider passphrase`);
    return example;
  }

  /** Runs a shell line; returns its output. */
  run(line: string, variables: Record<string, string> = {}): Promise<string> {
    const env = { ...this.#env, ...variables };
    return mustRun("/bin/sh", ["-c", line], { cwd: this.folder, env, timeoutMs: PATIENCE_MS });
  }

  async configure(settings: Readonly<Record<string, string | number>>): Promise<void> {
    const pairs = Object.entries(settings).map(([name, value]) => `--plaintext ${name}=${value}`);
    await this.run(`pulumi config set-all ${pairs.join(" ")}`);
  }

  /** Replaces a text, which must exist. */
  edit(file: string, text: string, other: string): void {
    this.#copy.edit(`${this.#name}/${file}`, text, other);
  }

  /** Removes the copy and the stack, whatever it contains. */
  async end(): Promise<void> {
    await this.run(`pulumi stack rm --yes --force ${this.#stack}`);
    this.#copy.remove();
  }
}
