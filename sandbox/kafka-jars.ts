import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "./cache";
import { java } from "./java";
import { cacheFolder, sandboxFolder } from "./paths";
import { step } from "./progress";
import { requireProgram, runProgram } from "./program";

export interface KafkaJars {
  readonly version: string;
  /** The classpath of broker and workers. */
  readonly libraries: string;
  /** For plugin.path: one folder a plugin, which the worker isolates from each other. */
  readonly plugins: string;
}

/** The jars of each plugin. What a plugin's classes share a package with must lie beside it. */
const pluginJars = {
  "connect-file": ["connect-file"],
  "connect-mirror": ["connect-mirror", "connect-mirror-client"],
};

/** Kafka and Connect as pom.xml lists them, fetched once. */
export async function kafkaJars(): Promise<KafkaJars> {
  const pom = fs.readFileSync(path.join(sandboxFolder, "pom.xml"), "utf8");
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error("sandbox/pom.xml names no kafka.version");
  const hash = createHash("sha256")
    .update(pom + JSON.stringify(pluginJars))
    .digest("hex")
    .slice(0, 8);
  const folder = await cachedFolder(
    path.join(cacheFolder(), `kafka-${version}-${hash}`),
    (unfinished) => fetchJars(unfinished, version),
  );
  return {
    version,
    libraries: path.join(folder, "libs"),
    plugins: path.join(folder, "plugins"),
  };
}

export function maven(): string {
  return requireProgram(
    "mvn",
    "It fetches Kafka and Connect.",
    "`apt-get install maven`, `brew install maven`",
  );
}

async function fetchJars(folder: string, version: string): Promise<void> {
  // Maven needs Java too: asked first, since Maven's own message about it is a riddle.
  java();
  const mvn = maven();
  const libraries = path.join(folder, "libs");
  // Maven works beside the pom, and the repository should stay as it is.
  fs.copyFileSync(path.join(sandboxFolder, "pom.xml"), path.join(folder, "pom.xml"));
  await step(
    `fetching Kafka and Connect ${version} with Maven`,
    () =>
      runProgram(
        mvn,
        [
          "-B",
          "-Dstyle.color=never",
          "dependency:copy-dependencies",
          "-DincludeScope=runtime",
          `-DoutputDirectory=${libraries}`,
        ],
        {
          what: "Maven",
          cwd: folder,
          logFile: path.join(cacheFolder(), "logs", "maven.log"),
        },
      ),
    { usually: "15 to 60 s, once" },
  );
  for (const [plugin, names] of Object.entries(pluginJars)) {
    const target = path.join(folder, "plugins", plugin);
    fs.mkdirSync(target, { recursive: true });
    for (const name of names) {
      const jar = `${name}-${version}.jar`;
      fs.renameSync(path.join(libraries, jar), path.join(target, jar));
    }
  }
}
