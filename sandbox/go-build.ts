import * as path from "node:path";
import { cacheFolder } from "./paths";
import { runProgram } from "./program";

export interface GoSource {
  /** The name of the executable. */
  readonly program: string;
  /** Where its go.mod is. */
  readonly folder: string;
  readonly package: string;
}

/** Builds one program as its release has it. `variables` are set in its packages. */
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
