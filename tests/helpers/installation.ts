import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { mustRun } from "./command";

/** The ways in which a user's project can come by the package. */
export const ways = {
  copy: "copied by npm",
  link: "linked by npm",
  pnpm: "installed by pnpm",
} as const;
export type Way = keyof typeof ways;

/** Installs the package into a new project folder, beside the SDK that a program needs. */
export async function install(way: Way): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), `kafka-connect-${way}-`));
  const source = way === "link" ? repositoryFolder : await pack();
  const dependencies = {
    "pulumi-kafka-connect": `file:${source}`,
    "@pulumi/pulumi": versionOf("@pulumi/pulumi"),
    "@types/node": versionOf("@types/node"),
    typescript: versionOf("typescript"),
  };
  const manifest = { name: "program", version: "1.0.0", private: true, dependencies };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  const quick = ["install", "--prefer-offline"];
  if (way === "pnpm") {
    await mustRun("npx", ["--yes", "--prefer-offline", "pnpm@10", ...quick], { cwd: folder });
  } else {
    await mustRun("npm", [...quick, "--no-audit", "--no-fund"], { cwd: folder });
  }
  return folder;
}

let packed: Promise<string> | undefined;

/** The tarball as it would be published. */
function pack(): Promise<string> {
  packed ??= (async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-tarball-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
    await mustRun("npm", args, { cwd: repositoryFolder });
    const [tarball = "none"] = readdirSync(folder);
    return path.join(folder, tarball);
  })();
  return packed;
}

/** The version that is installed here: no other has to be downloaded. */
function versionOf(name: string): string {
  const file = path.join(repositoryFolder, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
