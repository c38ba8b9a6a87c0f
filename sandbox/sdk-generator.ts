/**
 * What the language hosts of Pulumi's releases generate, built from source: the plugin's SDKs, and
 * the text of programs.
 */
import { linkSync } from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "./cache";
import { digestOf, goBuild, type GoSource } from "./go-build";
import { cacheFolder, sandboxFolder } from "./paths";
import { step } from "./progress";
import { requireProgram } from "./program";

const folder = path.join(sandboxFolder, "pulumi", "sdk-generator");
const generator: GoSource = { program: "sdk-generator", folder, package: "." };
const host: GoSource = { program: "program-host", folder, package: "./program-host" };

/** The executable, built if it is not in the cache. */
export async function sdkGenerator(): Promise<string> {
  const built = await builtFolder(generator, "main.go", "the generator of the SDKs");
  return path.join(built, generator.program);
}

/** A folder for PATH, with language hosts that only write programs, like the hosts behind `pulumi import`. */
export function programHosts(): Promise<string> {
  return builtFolder(host, "program-host/main.go", "the writer of programs", (unfinished) => {
    for (const language of ["go", "nodejs", "python"]) {
      const named = path.join(unfinished, `pulumi-language-${language}`);
      linkSync(path.join(unfinished, host.program), named);
    }
  });
}

async function builtFolder(
  source: GoSource,
  main: string,
  what: string,
  finish: (unfinished: string) => void = () => undefined,
): Promise<string> {
  const go = requireProgram(
    "go",
    `It builds ${what}.`,
    "Go 1.25 or newer (https://go.dev/doc/install, `brew install go`)",
  );
  const digest = digestOf(source, main, "go.mod", "go.sum");
  return cachedFolder(
    path.join(cacheFolder(), `pulumi-${source.program}-${digest}`),
    (unfinished) =>
      step(
        `building ${what} with Go`,
        async () => {
          await goBuild(go, source, path.join(unfinished, source.program), {});
          finish(unfinished);
        },
        { usually: "1 minute, once" },
      ),
  );
}
