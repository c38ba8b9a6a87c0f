import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";
import { searchOutput } from "../../tests/secret-search/outputs";
import { mustRun, type Result, run } from "../command/command";

export const languages = {
  ts: "a TypeScript",
  cjs: "a CommonJS",
  esm: "an ESM",
} as const;
export type Language = keyof typeof languages;

const files = { ts: "index.ts", cjs: "index.js", esm: "index.mjs" } as const;

/** A program in TypeScript without types. */
export function inLanguage(language: Language, program: string): string {
  if (language !== "cjs") return program;
  return program
    .replace(/^import (\{.*\}) from (".*");$/gm, "const $1 = require($2);")
    .replace(/^export const (\w+) =/gm, "exports.$1 =");
}

/** A project on disk, which the command runs as a user would. */
export class CliProject {
  readonly #folder: string;
  readonly #pulumi: PulumiEnvironment;
  readonly #stack: string;

  constructor(folder: string, pulumi: PulumiEnvironment, stack: string) {
    this.#folder = folder;
    this.#pulumi = pulumi;
    this.#stack = stack;
  }

  /** The installed packages stay as they are. */
  async begin(language: Language, text: string): Promise<void> {
    for (const file of Object.values(files)) rmSync(this.#path(file), { force: true });
    this.change(language, text);
    const manifest = this.#manifest();
    const type = language === "esm" ? "module" : "commonjs";
    this.#write("package.json", JSON.stringify({ ...manifest, type, main: files[language] }));
    this.#write("Pulumi.yaml", "name: installed\nruntime: nodejs\n");
    await this.#run("stack", "init", this.#stack, "--secrets-provider", "passphrase");
  }

  change(language: Language, text: string): void {
    this.#write(files[language], text);
  }

  async up(): Promise<string> {
    const text = await this.#run("up", "--yes", "--skip-preview", "--stack", this.#stack);
    searchOutput(`the state of ${this.#stack}`, this.storedState());
    return text;
  }

  /** The preview as JSON, whether it fails or not. */
  preview(env: Record<string, string> = {}): Promise<Result> {
    const { executable } = this.#pulumi;
    return run(executable, ["preview", "--json", ...this.#common, "--stack", this.#stack], {
      cwd: this.#folder,
      env: { ...this.#environment(), ...env },
    });
  }

  /** The text by which the engine finds the provider of the only connector. */
  async providerText(): Promise<unknown> {
    const text = await this.#run("stack", "export", "--stack", this.#stack);
    const state = JSON.parse(text) as {
      deployment: { resources: { type: string; inputs?: Record<string, unknown> }[] };
    };
    const connectors = state.deployment.resources.filter(({ type }) => type.endsWith(":Connector"));
    if (connectors.length !== 1) throw new Error(`${connectors.length} connectors in the state`);
    return connectors[0]?.inputs?.["__provider"];
  }

  /** The state as the backend stores it. */
  storedState(): string {
    const backend = (this.#pulumi.env["PULUMI_BACKEND_URL"] ?? "").replace("file://", "");
    const file = path.join(backend, ".pulumi", "stacks", "installed", `${this.#stack}.json`);
    return readFileSync(file, "utf8");
  }

  async output(name: string): Promise<string> {
    return (await this.#run("stack", "output", name, "--stack", this.#stack)).trim();
  }

  /** Runs another command on the stack. */
  run(...args: string[]): Promise<string> {
    return this.#run(...args, "--stack", this.#stack);
  }

  destroy(): Promise<string> {
    return this.#run("destroy", "--yes", "--skip-preview", "--stack", this.#stack);
  }

  /** Also removes what a failed test left behind. */
  async end(): Promise<void> {
    await this.#run("stack", "rm", "--yes", "--force", "--stack", this.#stack);
  }

  #run(...args: string[]): Promise<string> {
    const { executable } = this.#pulumi;
    return mustRun(executable, [...args, ...this.#common], {
      cwd: this.#folder,
      env: this.#environment(),
    });
  }

  readonly #common = ["--non-interactive", "--color", "never"];

  #environment(): Record<string, string> {
    const { executable, env } = this.#pulumi;
    // Contains the host of dynamic providers that this project has installed.
    const sdk = this.#path("node_modules", "@pulumi", "pulumi");
    const searched = [path.dirname(executable), sdk, env["PATH"] ?? process.env["PATH"] ?? ""];
    return { ...env, PATH: searched.join(path.delimiter) };
  }

  #manifest(): object {
    const file = this.#path("package.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};
  }

  #path(...parts: string[]): string {
    return path.join(this.#folder, ...parts);
  }

  #write(file: string, text: string): void {
    writeFileSync(this.#path(file), text);
  }
}
