import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { mustRun } from "../command/command";

/** How a user's project can get the package. */
export const ways = {
  copy: "copied by npm",
  link: "linked by npm",
  pnpm: "installed by pnpm",
} as const;
export type Way = keyof typeof ways;

const installed = new Map<Way, Promise<string>>();

/** A project outside of the repository with the package and the SDK that a program needs. */
export function install(way: Way): Promise<string> {
  const folder = installed.get(way) ?? installAnew(way);
  installed.set(way, folder);
  return folder;
}

async function installAnew(way: Way): Promise<string> {
  const folder = temporaryFolder(way);
  const source = way === "link" ? repositoryFolder : (await pack()).file;
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

export interface Tarball {
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /** The paths inside it. */
  readonly paths: readonly string[];
}

let packed: Promise<Tarball> | undefined;

/** The tarball that would be published. */
export function pack(): Promise<Tarball> {
  packed ??= (async () => {
    const folder = temporaryFolder("tarball");
    const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
    const [packed] = JSON.parse(await mustRun("npm", args, { cwd: repositoryFolder })) as [
      { filename: string; size: number; files: { path: string }[] },
    ];
    const { filename, size, files } = packed;
    return { file: path.join(folder, filename), size, paths: files.map((file) => file.path) };
  })();
  return packed;
}

/** Deleted with the run. */
function temporaryFolder(what: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `kafka-connect-${what}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The version that is installed here, so that nothing has to be downloaded. */
function versionOf(name: string): string {
  const file = path.join(repositoryFolder, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
