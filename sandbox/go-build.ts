import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "./paths";
import { runProgram } from "./program";

export interface GoSource {
  /** The name of the executable. */
  readonly program: string;
  /** The folder of its go.mod. */
  readonly folder: string;
  readonly package: string;
}

/**
 * Builds one program like its release. `variables` are set in its packages. All programs are built
 * with the same flags, and their go.mod files name the same versions where they can: then Go's cache
 * holds most packages of a program after the first one.
 */
export function goBuild(
  go: string,
  { program, folder, package: built }: GoSource,
  target: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const flags = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  return runProgram(
    go,
    [
      "build",
      "-tags",
      "osusergo grpcnotrace",
      "-trimpath",
      "-ldflags",
      ["-s -w", ...flags].join(" "),
      "-o",
      target,
      built,
    ],
    {
      what: `building ${program}`,
      cwd: folder,
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
      logFile: path.join(cacheFolder(), "logs", `go-${program}.log`),
    },
  );
}

/** A hash of a program's source: another source is cached in another folder. */
export function digestOf({ folder }: GoSource, ...files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(fs.readFileSync(path.join(folder, file)));
  return hash.digest("hex").slice(0, 8);
}
