import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../../sandbox/cache";
import { cacheFolder, repositoryFolder } from "../../sandbox/paths";
import { say } from "../../sandbox/progress";
import { runProgram } from "../../sandbox/program";
import type { PulumiEnvironment } from "../../sandbox/pulumi-environment";

const standIn = path.join(__dirname, "kubernetes-provider");

let plugin: Promise<string> | undefined;

/** Adds the Kubernetes provider's plugin: the real one where it can be had, else the stand-in. */
export async function withKubernetesPlugin(pulumi: PulumiEnvironment): Promise<PulumiEnvironment> {
  // Tried once a run: where it can't be had, that is not known before the last attempt.
  plugin ??= realPlugin(pulumi).catch((error: unknown) => {
    const reason = (error as Error).message.split("\n").at(-1) ?? "";
    say(`… the Kubernetes provider can't be installed, the tests' own is used (${reason})`);
    return standIn;
  });
  const PATH = [await plugin, pulumi.env.PATH ?? ""].join(path.delimiter);
  return { ...pulumi, env: { ...pulumi.env, PATH } };
}

/** Kept apart from Pulumi's home, which goes with the run. */
async function realPlugin(pulumi: PulumiEnvironment): Promise<string> {
  const version = sdkVersion();
  const home = await cachedFolder(
    path.join(cacheFolder(), `pulumi-kubernetes-${version}`),
    (unfinished) =>
      runProgram(pulumi.executable, ["plugin", "install", "resource", "kubernetes", version], {
        what: "pulumi plugin install",
        env: { ...process.env, ...pulumi.env, PULUMI_HOME: unfinished },
        logFile: path.join(cacheFolder(), "logs", "pulumi-plugin.log"),
        timeoutMs: 120_000,
      }),
  );
  return path.join(home, "plugins", `resource-kubernetes-v${version}`);
}

function sdkVersion(): string {
  const file = path.join(repositoryFolder, "node_modules/@pulumi/kubernetes/package.json");
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}
