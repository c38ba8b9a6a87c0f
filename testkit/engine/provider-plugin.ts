import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../../sandbox/cache";
import { builtProvider, findBuiltProvider } from "../../sandbox/kubernetes-provider";
import { cacheFolder, repositoryFolder } from "../../sandbox/paths";
import { say } from "../../sandbox/progress";
import { runProgram } from "../../sandbox/program";
import { pulumiCli } from "../../sandbox/pulumi-cli";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";

type ProviderName = "kubernetes" | "command";

const plugins = new Map<ProviderName, Promise<string>>();

/** Adds a provider's plugin to the environment of a program. */
export async function withProviderPlugin(
  pulumi: PulumiEnvironment,
  name: ProviderName,
): Promise<PulumiEnvironment> {
  const PATH = [await providerPlugin(name), pulumi.env.PATH ?? ""].join(path.delimiter);
  return { ...pulumi, env: { ...pulumi.env, PATH } };
}

/**
 * The folder of a provider's plugin: the real one if it can be installed or built, otherwise the
 * stand-in. Call it early: the build takes minutes once, and runs beside other work.
 */
export function providerPlugin(name: ProviderName): Promise<string> {
  // Tried once in each run, because only the last attempt shows that it is not available.
  const plugin = plugins.get(name) ?? found(name);
  plugins.set(name, plugin);
  return plugin;
}

async function found(name: ProviderName): Promise<string> {
  const version = sdkVersion(name);
  const built = name === "kubernetes" ? findBuiltProvider(version) : undefined;
  if (built !== undefined) return built;
  try {
    return await installed(name, version);
  } catch (error) {
    say(`… the provider ${name} can't be installed (${lastLine(error)})`);
  }
  return name === "kubernetes" ? builtOrStandIn(version) : standIn(name);
}

async function builtOrStandIn(version: string): Promise<string> {
  try {
    return await builtProvider(version);
  } catch (error) {
    const what = "Pulumi's Kubernetes provider can be neither installed nor built";
    if (process.env.CI === "true") throw new Error(`${what}: ${lastLine(error)}`);
    say(`!!! ${what}: the tests run with a stand-in (${lastLine(error)})`);
    return standIn("kubernetes");
  }
}

function standIn(name: ProviderName): string {
  return path.join(__dirname, `${name}-provider`);
}

/** Kept outside of Pulumi's home, which is deleted with the run. */
async function installed(name: ProviderName, version: string): Promise<string> {
  const { executable } = await pulumiCli();
  const home = await cachedFolder(
    path.join(cacheFolder(), `pulumi-${name}-${version}`),
    (unfinished) =>
      runProgram(executable, ["plugin", "install", "resource", name, version], {
        what: "pulumi plugin install",
        // The command refuses a folder that is both a project and a plugin, like this repository.
        cwd: unfinished,
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: unfinished },
        logFile: path.join(cacheFolder(), "logs", `pulumi-plugin-${name}.log`),
        timeoutMs: 120_000,
      }),
  );
  return path.join(home, "plugins", `resource-${name}-v${version}`);
}

function lastLine(error: unknown): string {
  return (error as Error).message.split("\n").at(-1) ?? "";
}

function sdkVersion(name: ProviderName): string {
  const file = path.join(repositoryFolder, `node_modules/@pulumi/${name}/package.json`);
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}
