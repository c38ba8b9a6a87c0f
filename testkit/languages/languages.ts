/** The languages of programs that use the plugin. The tests of tests/native run once for each. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { cachedFolder } from "../../sandbox/cache";
import { cacheFolder } from "../../sandbox/paths";
import { goBuild } from "../../sandbox/go-build";
import { requireProgram, runProgram } from "../../sandbox/program";
import { step } from "../../sandbox/progress";
import { yamlHost } from "../../sandbox/yaml-host";
import { mustRun } from "../command/command";
import { sdkFolder } from "./sdks";
import type { ProgramCommand } from "./language-host";

export interface Language {
  readonly name: string;
  /** The name in `Pulumi.yaml`. */
  readonly runtime: string;
  /** The folder of the engine's own host, if the tests use it. */
  readonly host?: () => Promise<string>;
  /** The example whose project a program of this language can be, and the file of its program. */
  readonly example: readonly [folder: string, main: string];
  /** How to run the program of a folder otherwise. Default: a program that does what `program.json` says. */
  readonly command?: (folder?: string) => Promise<ProgramCommand>;
}

const programs = path.join(__dirname, "programs");

export const yaml: Language = {
  name: "YAML",
  runtime: "yaml",
  host: yamlHost,
  example: ["yaml", "Pulumi.yaml"],
};

export const python: Language = {
  name: "Python",
  runtime: "python",
  example: ["python", "__main__.py"],
  command: async (folder = path.join(programs, "python")) => ({
    executable: python3(),
    args: [path.join(programs, "python", "run.py"), folder],
    env: {
      PYTHONPATH: [await pythonSdk(), await pythonPackages()].join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: "1",
    },
  }),
};

export const go: Language = {
  name: "Go",
  runtime: "go",
  example: ["go", "main.go"],
  command: async (folder = path.join(programs, "go")) => ({
    executable: await goProgram(folder),
    args: [],
    env: {},
  }),
};

/** The classes of `pulumi-kafka-connect/native`. */
export const typescript: Language = {
  name: "TypeScript",
  runtime: "nodejs",
  example: ["smallest", "index.ts"],
  command: (folder) => {
    const tsx = pathToFileURL(require.resolve("tsx")).href;
    const runner = path.join(programs, "typescript", "run.ts");
    const program = folder ?? path.join(programs, "typescript", "main.ts");
    const args = ["--import", tsx, runner, program];
    return Promise.resolve({ executable: process.execPath, args, env: {} });
  },
};

export const languages = [yaml, python, go, typescript];

function python3(): string {
  return requireProgram("python3", "The tests run Python programs.", "Python 3.9 or newer");
}

/** Pulumi's package for Python with its dependencies, downloaded once. */
export function pythonPackages(): Promise<string> {
  const requirements = path.join(programs, "python", "requirements.txt");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);
  return cachedFolder(path.join(cacheFolder(), `pulumi-python-${digest}`), (unfinished) =>
    step("fetching Pulumi's package for Python with pip", () =>
      runProgram(
        python3(),
        ["-m", "pip", "install", "--target", unfinished, "--requirement", requirements],
        { what: "pip", logFile: path.join(cacheFolder(), "logs", "pip-pulumi.log") },
      ),
    ),
  );
}

let sdk: Promise<string> | undefined;

/** The SDK in the form that pip installs. */
function pythonSdk(): Promise<string> {
  sdk ??= (async () => {
    const folder = temporaryFolder("python");
    const source = path.join(folder, "source");
    // The build leaves files next to its sources.
    cpSync(sdkFolder("python"), source, { recursive: true });
    const target = path.join(folder, "installed");
    const flags = ["--quiet", "--no-deps", "--no-build-isolation", "--target", target];
    await mustRun(python3(), ["-m", "pip", "install", ...flags, source], {
      cwd: folder,
      env: { PYTHONPATH: await pythonPackages() },
    });
    return target;
  })();
  return sdk;
}

const built = new Map<string, Promise<string>>();

/** The executable. Go's cache makes all builds after the first one quick. */
export function goProgram(folder = path.join(programs, "go")): Promise<string> {
  const program = built.get(folder) ?? buildGo(folder);
  built.set(folder, program);
  return program;
}

async function buildGo(folder: string): Promise<string> {
  const compiler = requireProgram(
    "go",
    "The tests run Go programs.",
    "Go 1.25 or newer (https://go.dev/doc/install, `brew install go`)",
  );
  const executable = path.join(temporaryFolder("go"), "program");
  const source = { program: `program-of-${path.basename(folder)}`, folder, package: "." };
  await goBuild(compiler, source, executable, {});
  return executable;
}

/** Deleted with the run. */
function temporaryFolder(what: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `kafka-connect-${what}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
