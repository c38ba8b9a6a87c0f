import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../../../sandbox/cache";
import { fetchDependencies, kafkaJars } from "../../../sandbox/kafka-jars";
import { cacheFolder } from "../../../sandbox/paths";
import { runProgram } from "../../../sandbox/program";
import { zip } from "../../plugins/archives";

const pom = path.join(__dirname, "pom.xml");
const sources = path.join(__dirname, "java");

/**
 * A connector that stands in for FilePulse, by its class and its keys, with Amazon's own client. The
 * archive of FilePulse is on GitHub and Confluent Hub only, and tests fetch from package registries.
 */
export const filePulse = {
  archive: "file-pulse.zip",
  class: "io.streamthoughts.kafka.connect.filepulse.source.FilePulseSourceConnector",
  version: "stand-in",
};

/** A folder with the archive, in the form of a release. */
export async function filePulseFolder(): Promise<string> {
  const kafka = await kafkaJars();
  const made = createHash("sha256").update(kafka.version);
  for (const file of [pom, __filename, ...sourceFiles()]) made.update(fs.readFileSync(file));
  const folder = path.join(cacheFolder(), `file-pulse-${made.digest("hex").slice(0, 8)}`);
  return cachedFolder(folder, (unfinished) => build(unfinished, kafka.libraries));
}

async function build(folder: string, kafka: string): Promise<void> {
  await fetchDependencies(fs.readFileSync(pom, "utf8"), folder, "maven-file-pulse.log");
  const libraries = path.join(folder, "libs");
  const classes = path.join(folder, "classes");
  const classPath = [kafka, libraries].map((jars) => path.join(jars, "*")).join(path.delimiter);
  await runProgram("javac", ["-cp", classPath, "-d", classes, ...sourceFiles()], {
    what: "javac",
    logFile: path.join(cacheFolder(), "logs", "javac-file-pulse.log"),
  });
  const jars = filesIn(libraries);
  jars.set("file-pulse.jar", zipped(filesIn(classes)));
  const top = "streamthoughts-kafka-connect-file-pulse-2.17.0/lib";
  const content = [...jars].map(([name, jar]) => [`${top}/${name}`, jar] as const);
  fs.writeFileSync(path.join(folder, filePulse.archive), zipped(new Map(content)));
  for (const used of [libraries, classes]) fs.rmSync(used, { recursive: true });
}

function sourceFiles(): string[] {
  return fs.readdirSync(sources).map((name) => path.join(sources, name));
}

function filesIn(folder: string): Map<string, Buffer> {
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name))]));
}

function zipped(files: ReadonlyMap<string, Buffer>): Buffer {
  return zip([...files].map(([name, content]) => ({ name, content })));
}
