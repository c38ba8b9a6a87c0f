import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import type { Stack } from "../../sandbox/stack";
import { CLI } from "../command/cli";
import { run } from "../command/command";
import { ExampleFolder } from "./example-folder";
import { pack } from "../engine/installation";

/** A line of a page, and its expected result. */
export interface Step {
  readonly command: string;
  /** The expected exit code. Default 0. */
  readonly code?: number;
  /** Whether to repeat the line until it has this result. */
  readonly repeat?: boolean;
}

export interface Ended {
  readonly command: string;
  readonly code: number;
  /** Both streams. */
  readonly text: string;
}

/**
 * One bash for the lines of a page, in a folder with copies of examples and its own Pulumi state.
 * localhost:8083 in a page is the sandbox's worker, and /tmp is inside the folder.
 */
export class PageShell {
  readonly folder = new ExampleFolder();
  readonly #env: Record<string, string>;
  readonly #stands = new Map<RegExp, string>();

  constructor({ pulumi, workerUrl }: Stack, examples: readonly string[]) {
    for (const name of ["bin", "state", "tmp"]) mkdirSync(this.folder.file(name));
    this.standsFor(/(localhost|127\.0\.0\.1):8083/g, new URL(workerUrl).host);
    this.standsFor(/\/(tmp|var\/lib)(?=[/ "]|$)/gm, this.folder.file("tmp"));
    for (const example of examples) this.#copy(example);
    this.#env = {
      ...pulumi.env,
      PATH: [this.folder.file("bin"), pulumi.env["PATH"] ?? ""].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${this.folder.file("state")}`,
      PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      NO_COLOR: "1",
    };
    // Nobody can answer prompts.
    this.#command(
      "pulumi",
      `case "$1:$2" in
        up:* | destroy:*) exec "${pulumi.executable}" "$@" --yes --skip-preview ;;
        stack:rm) exec "${pulumi.executable}" "$@" --yes ;;
        *) exec "${pulumi.executable}" "$@" ;;
      esac`,
    );
    symlinkSync(CLI, this.folder.file("bin/pulumi-kafka-connect"));
    // As in a project with the package: in a fresh clone, npm has no command to link yet.
    this.#command(
      "npx",
      `[ "$1" = pulumi-kafka-connect ] && exec "$@"
      exec "${path.join(path.dirname(process.execPath), "npx")}" "$@"`,
    );
  }

  /** Makes npm install the package as it would be published, with dependencies from its cache. */
  async packPackage(): Promise<void> {
    const { file: tarball } = await pack();
    const npm = path.join(path.dirname(process.execPath), "npm");
    this.#command(
      "npm",
      `for word; do
        shift
        [ "$word" = pulumi-kafka-connect ] && word="${tarball}"
        set -- "$@" "$word"
      done
      exec "${npm}" "$@" --prefer-offline --no-audit --no-fund`,
    );
  }

  /** Replacements for names in a page. */
  standsFor(named: RegExp, here: string): void {
    this.#stands.set(named, here);
  }

  /** A text of a page with the replacements. */
  here(text: string): string {
    return [...this.#stands].reduce(
      (replaced, [named, here]) => replaced.replace(named, here),
      text,
    );
  }

  /** Runs the steps in order, up to the first one with an unexpected result. */
  async run(steps: readonly Step[], folder = "."): Promise<Ended[]> {
    const runs = this.folder.file(`runs-${readdirSync(this.folder.path).length}`);
    mkdirSync(runs);
    const script = steps.map(({ command, code = 0, repeat = false }, i) => {
      const once = `{\n${this.here(command)}\n} >"${runs}/${i}.text" 2>&1 </dev/null; code=$?`;
      const check = `echo $code >"${runs}/${i}.code"; [ $code -eq ${code} ] || exit 1`;
      if (!repeat) return `${once}\n${check}`;
      return `for try in $(seq 300); do ${once}; [ $code -eq ${code} ] && break; sleep 0.1; done\n${check}`;
    });
    const file = path.join(runs, "script");
    writeFileSync(file, `set -o pipefail\n${script.join("\n")}\n`);
    await run("bash", ["--noprofile", "--norc", file], {
      cwd: this.folder.file(folder),
      env: this.#env,
    });
    const begun = steps.filter((_, i) => existsSync(path.join(runs, `${i}.text`)));
    return begun.map(({ command }, i) => {
      const code = path.join(runs, `${i}.code`);
      return {
        command,
        code: existsSync(code) ? Number(readFileSync(code, "utf8")) : -1,
        text: readFileSync(path.join(runs, `${i}.text`), "utf8"),
      };
    });
  }

  /** The same for lines that are not from a page and must succeed. */
  async mustRun(commands: readonly string[], folder?: string): Promise<void> {
    const ended = await this.run(
      commands.map((command) => ({ command })),
      folder,
    );
    const last = ended.at(-1);
    if (last?.code !== 0) throw new Error(`${last?.command ?? ""}: ${last?.text ?? ""}`);
  }

  /** Also removes the state of a failed page. */
  remove(): void {
    this.folder.remove();
  }

  #copy(example: string): void {
    this.folder.copy(example);
    for (const name of readdirSync(this.folder.file(example), { recursive: true })) {
      const file = `${example}/${String(name)}`;
      if (!/\.(ts|json)$/.test(file)) continue;
      writeFileSync(this.folder.file(file), this.here(this.folder.read(file)));
    }
  }

  #command(name: string, script: string): void {
    const file = this.folder.file(`bin/${name}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
}
