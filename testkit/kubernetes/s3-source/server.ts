import { createHash } from "node:crypto";
import * as fs from "node:fs";
import type * as http from "node:http";
import * as path from "node:path";
import { cachedFolder } from "../../../sandbox/cache";
import { kafkaJars } from "../../../sandbox/kafka-jars";
import { cacheFolder } from "../../../sandbox/paths";
import { runProgram } from "../../../sandbox/program";
import { zip } from "../../plugins/archives";
import { type FileServer, fileServer } from "../../plugins/file-server";

const source = path.join(__dirname, "S3SourceConnector.java");

export const s3Source = {
  owner: "confluentinc",
  name: "kafka-connect-s3-source",
  version: "2.0.1",
  class: "io.confluent.connect.s3.source.S3SourceConnector",
  archive: "confluentinc-kafka-connect-s3-source-2.0.1.zip",
} as const;

/**
 * A folder with the archive of a connector that stands in for Confluent's S3 source: that one is on
 * Confluent Hub only, and tests fetch from package registries.
 */
export async function s3SourceFolder(): Promise<string> {
  const kafka = await kafkaJars();
  const made = createHash("sha256").update(kafka.version);
  for (const file of [source, __filename]) made.update(fs.readFileSync(file));
  const folder = path.join(cacheFolder(), `s3-source-${made.digest("hex").slice(0, 8)}`);
  return cachedFolder(folder, async (unfinished) => {
    const classes = path.join(unfinished, "classes");
    const jars = path.join(kafka.libraries, "*");
    // Also for workers of Kafka 3.0.
    await runProgram("javac", ["--release", "11", "-cp", jars, "-d", classes, source], {
      what: "javac",
      logFile: path.join(cacheFolder(), "logs", "javac-s3-source.log"),
    });
    const top = s3Source.archive.replace(/\.zip$/, "");
    const jar = zipOf(classes);
    const content = zip([
      { name: `${top}/manifest.json`, content: "{}" },
      { name: `${top}/lib/${top}.jar`, content: jar },
    ]);
    fs.writeFileSync(path.join(unfinished, s3Source.archive), content);
    fs.rmSync(classes, { recursive: true });
  });
}

/** The archive by its URL and from Confluent Hub. */
export async function s3SourceServer(folder: string, host: string): Promise<FileServer> {
  const { owner, name, version, archive } = s3Source;
  const content = fs.readFileSync(path.join(folder, archive));
  const digest = (algorithm: string) => createHash(algorithm).update(content).digest("hex");
  return fileServer(folder, {
    host,
    answer: ({ url, headers }: http.IncomingMessage, response) => {
      if (url !== `/api/plugins/${owner}/${name}/versions/${version}`) return false;
      const location = `http://${headers.host ?? ""}/${archive}`;
      const [md5, sha1] = [digest("md5"), digest("sha1")];
      const file = { name: archive, url: location, mime_type: "application/zip", md5, sha1 };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ name, version, owner: { username: owner }, archive: file }));
      return true;
    },
  });
}

function zipOf(folder: string): Buffer {
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return zip(names.map((name) => ({ name, content: fs.readFileSync(path.join(folder, name)) })));
}
