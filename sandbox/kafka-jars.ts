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
  /** For plugin.path: one folder per plugin. The worker isolates them from each other. */
  readonly plugins: string;
}

/** The jars of each plugin, including jars that share a package with its classes. */
const pluginJars = {
  "connect-file": ["connect-file"],
  "connect-mirror": ["connect-mirror", "connect-mirror-client"],
};

/**
 * Not published for every version, and needed only by workers with passwords, which have the
 * broker's version.
 */
const ofBrokersVersion = "connect-basic-auth-extension";

/** The version of the broker, and of workers by default. */
export function brokerVersion(): string {
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(pom())?.[1];
  if (version === undefined) throw new Error("sandbox/pom.xml names no kafka.version");
  return version;
}

/** Kafka and Connect as listed in pom.xml, in its version or another one; downloaded once. */
export async function kafkaJars(version = brokerVersion()): Promise<KafkaJars> {
  const hash = createHash("sha256")
    .update(pom() + JSON.stringify(pluginJars))
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

function pom(): string {
  return fs.readFileSync(path.join(sandboxFolder, "pom.xml"), "utf8");
}

function pomFor(version: string): string {
  if (version === brokerVersion()) return pom();
  return pom()
    .split(/(?=<dependency>)/)
    .filter((part) => !part.includes(`<artifactId>${ofBrokersVersion}<`))
    .join("");
}

export function maven(): string {
  return requireProgram(
    "mvn",
    "It fetches Kafka and Connect.",
    "`apt-get install maven`, `brew install maven`",
  );
}

/** Downloads the dependencies of a pom, including indirect ones, to `<folder>/libs`. */
export async function fetchDependencies(
  pomText: string,
  folder: string,
  log: string,
  ...options: readonly string[]
): Promise<void> {
  // Maven also needs Java. Checked first, because Maven's own message about it is hard to
  // understand.
  java();
  const mvn = maven();
  // Maven writes next to the pom, and the repository should stay unchanged.
  fs.writeFileSync(path.join(folder, "pom.xml"), pomText);
  await runProgram(
    mvn,
    [
      "-B",
      "-Dstyle.color=never",
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      `-DoutputDirectory=${path.join(folder, "libs")}`,
      ...options,
    ],
    { what: "Maven", cwd: folder, logFile: path.join(cacheFolder(), "logs", log) },
  );
}

async function fetchJars(folder: string, version: string): Promise<void> {
  const libraries = path.join(folder, "libs");
  await step(
    `fetching Kafka and Connect ${version} with Maven`,
    () => fetchDependencies(pomFor(version), folder, "maven.log", `-Dkafka.version=${version}`),
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
