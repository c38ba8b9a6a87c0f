import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "./cache";
import { goBuild } from "./go-build";
import { cacheFolder, repositoryFolder, sandboxFolder } from "./paths";
import { say, step } from "./progress";
import { findProgram, isExecutable, outputOf, requireProgram, runProgram } from "./program";

export interface PulumiCli {
  readonly executable: string;
  /** For `PulumiCommand.get({ root })`; undefined if the CLI is on PATH. */
  readonly root?: string;
  readonly version: string;
}

/** The oldest supported engine, from the range of `@pulumi/pulumi` in package.json. */
const oldestMinor = 216;
const installLimitMs = 60_000;
const cliProgram = "pulumi";
const hostProgram = "pulumi-language-nodejs";
const dynamicHost = "pulumi-resource-pulumi-nodejs";
const sdkFolder = path.join(repositoryFolder, "node_modules", "@pulumi", "pulumi");

const goSources = [
  {
    program: hostProgram,
    folder: path.join(sandboxFolder, "pulumi", "language-host"),
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    usually: "1 minute, once",
  },
  {
    program: cliProgram,
    folder: path.join(sandboxFolder, "pulumi", "cli"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    usually: "2 to 6 minutes, once",
  },
];

/** The CLI if it exists on PATH or in the cache. Downloads and builds nothing. */
export function findPulumi(): PulumiCli | undefined {
  return pulumiOnPath() ?? cachedPulumi(builtVersion()) ?? cachedPulumi(sdkVersion());
}

/** The CLI, installed or built if it does not exist. */
export async function pulumiCli(): Promise<PulumiCli> {
  const found = findPulumi();
  if (found !== undefined) return found;
  if (!(await installed())) await built();
  const made = findPulumi();
  if (made === undefined) throw new Error("the Pulumi CLI was made but is not in its cache");
  return made;
}

function pulumiOnPath(): PulumiCli | undefined {
  const executable = findProgram(cliProgram);
  if (executable === undefined) return undefined;
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const version = outputOf(executable, ["version"], env)?.match(/v?(\d+\.\d+\.\d+\S*)/)?.[1];
  const [major, minor] = (version ?? "").split(".").map(Number);
  // Without the Node.js language host next to it, it cannot run a project.
  if (version === undefined || major !== 3 || (minor ?? 0) < oldestMinor) {
    say(`… ${executable} is ${version ?? "of an unknown version"}: not used, 3.${oldestMinor}+ is`);
    return undefined;
  }
  if (findProgram(hostProgram) === undefined) {
    say(`… ${executable} is not used: there is no ${hostProgram} on PATH`);
    return undefined;
  }
  return { executable, version };
}

function cachedPulumi(version: string): PulumiCli | undefined {
  const root = pulumiRoot(version);
  const executable = path.join(root, "bin", cliProgram);
  return isExecutable(executable) ? { executable, root, version } : undefined;
}

function pulumiRoot(version: string): string {
  return path.join(cacheFolder(), `pulumi-${version}`);
}

/** The version to build, from go.mod. */
function builtVersion(): string {
  const text = fs.readFileSync(path.join(sandboxFolder, "pulumi", "cli", "go.mod"), "utf8");
  const version = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(text)?.[1];
  if (version === undefined) throw new Error("sandbox/pulumi/cli/go.mod names no Pulumi version");
  return version;
}

/** The version that the Automation API installs by default: its own. */
function sdkVersion(): string {
  const file = path.join(sdkFolder, "package.json");
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}

/**
 * Lets the Automation API install a release. In a separate process, because it has no time limit
 * and would continue in the background.
 */
async function installed(): Promise<boolean> {
  const version = sdkVersion();
  const script =
    'require("@pulumi/pulumi/automation").PulumiCommand.install({ root: process.argv[1] })' +
    ".catch((error) => { console.error(error.message); process.exitCode = 1; })";
  try {
    await step(
      `installing the Pulumi CLI ${version}`,
      () =>
        cachedFolder(pulumiRoot(version), (root) =>
          runProgram(process.execPath, ["-e", script, root], {
            what: "the installation",
            cwd: repositoryFolder,
            logFile: path.join(cacheFolder(), "logs", "pulumi-install.log"),
            timeoutMs: installLimitMs,
          }),
        ),
      { usually: "10 to 30 s, once" },
    );
    return true;
  } catch (error) {
    // The last line is from the log, or else the whole message.
    const reason = (error as Error).message.split("\n").at(-1) ?? "";
    say(`… the Pulumi CLI could not be installed (${reason}): it is built from source instead`);
    return false;
  }
}

async function built(): Promise<void> {
  const go = requireProgram(
    "go",
    "It builds the Pulumi CLI, which is neither on PATH nor could be installed.",
    "Go 1.25 or newer (https://go.dev/doc/install, `brew install go`), " +
      "or the Pulumi CLI itself (https://www.pulumi.com/docs/install/)",
  );
  const version = builtVersion();
  // Otherwise, the Automation API cannot parse the output of `pulumi version`.
  const flag = { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${version}` };
  await cachedFolder(pulumiRoot(version), async (unfinished) => {
    for (const source of goSources) {
      await step(
        `building ${source.program} with Go`,
        () => goBuild(go, source, path.join(unfinished, "bin", source.program), flag),
        { usually: source.usually },
      );
    }
    // As in a release: the engine accepts it without a warning from its own folder.
    fs.copyFileSync(path.join(sdkFolder, dynamicHost), path.join(unfinished, "bin", dynamicHost));
  });
}
