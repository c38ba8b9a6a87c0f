/** The plugin of Pulumi's Kubernetes provider, built from source if it cannot be downloaded. */
import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "./cache";
import { digestOf, goBuild, type GoSource } from "./go-build";
import { cacheFolder, sandboxFolder } from "./paths";
import { step } from "./progress";
import { requireProgram } from "./program";

const source: GoSource = {
  program: "pulumi-resource-kubernetes",
  folder: path.join(sandboxFolder, "pulumi", "kubernetes-provider"),
  package: ".",
};

/** The folder of the plugin for this version of the SDK, if it was built before. */
export function findBuiltProvider(version: string): string | undefined {
  const folder = folderOf(version);
  return fs.existsSync(folder) ? folder : undefined;
}

/** The folder of the plugin, built if it is not in the cache. */
export async function builtProvider(version: string): Promise<string> {
  const go = requireProgram(
    "go",
    "It builds the Kubernetes provider, which could not be installed.",
    "Go 1.25 or newer (https://go.dev/doc/install, `brew install go`)",
  );
  return cachedFolder(folderOf(version), (unfinished) =>
    step(
      "building Pulumi's Kubernetes provider with Go",
      () => goBuild(go, source, path.join(unfinished, source.program), { "main.version": version }),
      { usually: "4 minutes, once" },
    ),
  );
}

const files = [
  "main.go",
  "go.mod",
  "go.sum",
  "untyped-sdk/go.mod",
  "untyped-sdk/go/kubernetes/untyped.go",
  "untyped-sdk/go/kubernetes/yaml/v2/resource.go",
  "untyped-sdk/go/kubernetes/helm/v4/arguments.go",
];

/** A hash of the source: another source is another plugin. */
function folderOf(version: string): string {
  const digest = digestOf(source, ...files);
  return path.join(cacheFolder(), `pulumi-kubernetes-${version}-built-${digest}`);
}
