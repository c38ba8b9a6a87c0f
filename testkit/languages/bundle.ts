/** The plugin as one archive for `pulumi plugin install`, which needs only Node.js. */
import { createHash } from "node:crypto";
import {
  cpSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { build, type Plugin } from "esbuild";
import { repositoryFolder } from "../../sandbox/paths";
import { mustRun } from "../command/command";
import { PACKAGE } from "../../provider/core/resource-types";

const PROGRAM = `pulumi-resource-${PACKAGE}`;
/** All have the same files: the engine looks for an archive with the platform's name. */
export const PLATFORMS = ["linux", "darwin", "windows"].flatMap((system) =>
  ["amd64", "arm64"].map((processor) => `${system}-${processor}`),
);
export const CHECKSUMS = "SHA256SUMS";

/** What the SDK loads only for programs: compilers, and npm's dependency resolver. */
const withoutSerializer: Plugin = {
  name: "without-serializer",
  setup(building) {
    const filter = /^typescript$|^ts-node$|^@npmcli\/arborist$|vendor[\\/](typescript|ts-node)@/;
    building.onResolve({ filter }, ({ path: file }) => ({ path: file, namespace: "nothing" }));
    building.onLoad({ filter: /./, namespace: "nothing" }, () => ({
      contents: "module.exports = {}",
    }));
  },
};

export interface Bundled {
  readonly version: string;
  /** Their names. */
  readonly archives: readonly string[];
}

/** Writes the archives and their checksums. `dist/` must be built. */
export async function writeBundle(target: string): Promise<Bundled> {
  const manifest = JSON.parse(read("package.json")) as { version: string };
  const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-bundle-"));
  try {
    await fill(folder);
    mkdirSync(target, { recursive: true });
    const archives = PLATFORMS.map((one) => `${PROGRAM}-v${manifest.version}-${one}.tar.gz`);
    const [first = "", ...others] = archives;
    const names = readdirSync(folder).sort();
    await mustRun("tar", ["-czf", path.join(target, first), ...names], { cwd: folder });
    const archive = readFileSync(path.join(target, first));
    const digest = createHash("sha256").update(archive).digest("hex");
    for (const other of others) copyFileSync(path.join(target, first), path.join(target, other));
    const lines = archives.map((name) => `${digest}  ${name}\n`);
    writeFileSync(path.join(target, CHECKSUMS), lines.join(""));
    return { version: manifest.version, archives };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function fill(folder: string): Promise<void> {
  await build({
    entryPoints: [path.join(repositoryFolder, "plugin", "main.ts")],
    outfile: path.join(folder, "main.js"),
    bundle: true,
    minify: true,
    keepNames: true, // The SDK asks constructors for their names.
    platform: "node",
    target: "node20",
    plugins: [withoutSerializer],
    logLevel: "error",
  });
  for (const program of [PROGRAM, `${PROGRAM}.cmd`]) {
    cpSync(path.join(repositoryFolder, "plugin", program), path.join(folder, program));
  }
  for (const script of scripts(path.join(repositoryFolder, "components"))) {
    copyFileSync(script, path.join(folder, path.basename(script)));
  }
  // The agent is found in the same way as in an installed package.
  const own = path.join(folder, "node_modules", PACKAGE);
  mkdirSync(path.join(own, "dist"), { recursive: true });
  writeFileSync(path.join(own, "package.json"), JSON.stringify({ name: PACKAGE }));
  copyFileSync(
    path.join(repositoryFolder, "dist", "healing-agent.js"),
    path.join(own, "dist", "healing-agent.js"),
  );
  copyFileSync(path.join(repositoryFolder, "LICENSE"), path.join(folder, "LICENSE"));
}

function scripts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sh"))
    .map((file) => path.join(folder, file));
}

function read(file: string): string {
  return readFileSync(path.join(repositoryFolder, file), "utf8");
}
