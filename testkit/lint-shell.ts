/** Checks every shell script of the repository with shellcheck, and its format with shfmt. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../sandbox/paths";
import { debianTool } from "./debian-tool";

const files = ["components", "sandbox"].flatMap((folder) =>
  readdirSync(path.join(repositoryFolder, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sh"))
    .map((name) => path.join(folder, name)),
);
/** The other files are parts: shellcheck follows the line of a script that sources one. */
const scripts = files.filter((file) => textOf(file).startsWith("#!"));

function textOf(file: string): string {
  return readFileSync(path.join(repositoryFolder, file), "utf8");
}

/** Parts that no script sources, and that shellcheck would therefore never see. */
function unchecked(): string[] {
  const sourced = new Set(
    scripts.flatMap((script) =>
      [...textOf(script).matchAll(/^\. \.\/(\S+)$/gm)].map(([, part = ""]) =>
        path.join(path.dirname(script), part),
      ),
    ),
  );
  return files.filter((file) => !scripts.includes(file) && !sourced.has(file));
}

function passes(tool: string, ...args: string[]): boolean {
  const { status } = spawnSync(debianTool(tool), args, { cwd: repositoryFolder, stdio: "inherit" });
  return status === 0;
}

const lost = unchecked();
for (const file of lost) console.error(`${file}: has no "#!" line, and no script sources it`);
const sound = passes("shellcheck", "-x", "-a", "-P", "SCRIPTDIR", ...scripts);
const formatted = passes("shfmt", "-d", ...files);
process.exit(lost.length === 0 && sound && formatted ? 0 : 1);
