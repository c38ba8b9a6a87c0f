/** The language host of YAML programs: the one next to the CLI, or otherwise built from source. */
import * as path from "node:path";
import { cachedFolder } from "./cache";
import { digestOf, goBuild, type GoSource } from "./go-build";
import { cacheFolder, sandboxFolder } from "./paths";
import { step } from "./progress";
import { isExecutable, requireProgram } from "./program";
import { pulumiCli } from "./pulumi-cli";

const source: GoSource = {
  program: "pulumi-language-yaml",
  folder: path.join(sandboxFolder, "pulumi", "yaml-host"),
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
};

/** The folder of the host, for PATH. */
export async function yamlHost(): Promise<string> {
  const beside = path.dirname((await pulumiCli()).executable);
  return isExecutable(path.join(beside, source.program)) ? beside : builtYamlHost();
}

/** The host, built if it is not in the cache. */
export function builtYamlHost(): Promise<string> {
  const go = requireProgram(
    "go",
    "It builds the host of Pulumi's YAML programs, which is not beside the Pulumi CLI.",
    "Go 1.25 or newer (https://go.dev/doc/install, `brew install go`)",
  );
  const digest = digestOf(source, "go.mod");
  return cachedFolder(path.join(cacheFolder(), `pulumi-yaml-${digest}`), (unfinished) =>
    step(
      `building ${source.program} with Go`,
      () => goBuild(go, source, path.join(unfinished, source.program), {}),
      { usually: "1 to 2 minutes, once" },
    ),
  );
}
