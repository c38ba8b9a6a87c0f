/**
 * The generator of the plugin's SDKs, like the language hosts of Pulumi's releases. Built from
 * source.
 */
import * as path from "node:path";
import { cachedFolder } from "./cache";
import { digestOf, goBuild, type GoSource } from "./go-build";
import { cacheFolder, sandboxFolder } from "./paths";
import { step } from "./progress";
import { requireProgram } from "./program";

const source: GoSource = {
  program: "sdk-generator",
  folder: path.join(sandboxFolder, "pulumi", "sdk-generator"),
  package: ".",
};

/** The executable, built if it is not in the cache. */
export async function sdkGenerator(): Promise<string> {
  const go = requireProgram(
    "go",
    "It builds the generator of the plugin's SDKs.",
    "Go 1.25 or newer (https://go.dev/doc/install, `brew install go`)",
  );
  const digest = digestOf(source, "main.go", "go.mod", "go.sum");
  const folder = await cachedFolder(
    path.join(cacheFolder(), `pulumi-sdk-generator-${digest}`),
    (unfinished) =>
      step(
        "building the generator of the SDKs with Go",
        () => goBuild(go, source, path.join(unfinished, source.program), {}),
        { usually: "1 minute, once" },
      ),
  );
  return path.join(folder, source.program);
}
