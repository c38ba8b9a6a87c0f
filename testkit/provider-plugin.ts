import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../sandbox/cache";
import { cacheFolder, repositoryFolder } from "../sandbox/paths";
import { say } from "../sandbox/progress";
import { runProgram } from "../sandbox/program";
import type { PulumiEnvironment } from "../sandbox/pulumi-environment";

type ProviderName = "kubernetes" | "command";

const plugins = new Map<ProviderName, Promise<string>>();

/** Adds a provider's plugin: the real one where it can be had, else the stand-in. */
export async function withProviderPlugin(
  pulumi: PulumiEnvironment,
  name: ProviderName,
): Promise<PulumiEnvironment> {
  // Tried once a run: where it can't be had, that is not known before the last attempt.
  const plugin =
    plugins.get(name) ??
    realPlugin(pulumi, name).catch((error: unknown) => {
      const reason = (error as Error).message.split("\n").at(-1) ?? "";
      say(`… the provider ${name} can't be installed, the tests' own is used (${reason})`);
      return path.join(__dirname, `${name}-provider`);
    });
  plugins.set(name, plugin);
  const PATH = [await plugin, pulumi.env.PATH ?? ""].join(path.delimiter);
  return { ...pulumi, env: { ...pulumi.env, PATH } };
}

/** Kept apart from Pulumi's home, which goes with the run. */
async function realPlugin(pulumi: PulumiEnvironment, name: ProviderName): Promise<string> {
  const version = sdkVersion(name);
  const home = await cachedFolder(
    path.join(cacheFolder(), `pulumi-${name}-${version}`),
    (unfinished) =>
      runProgram(pulumi.executable, ["plugin", "install", "resource", name, version], {
        what: "pulumi plugin install",
        env: { ...process.env, ...pulumi.env, PULUMI_HOME: unfinished },
        logFile: path.join(cacheFolder(), "logs", `pulumi-plugin-${name}.log`),
        timeoutMs: 120_000,
      }),
  );
  return path.join(home, "plugins", `resource-${name}-v${version}`);
}

function sdkVersion(name: ProviderName): string {
  const file = path.join(repositoryFolder, `node_modules/@pulumi/${name}/package.json`);
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}
