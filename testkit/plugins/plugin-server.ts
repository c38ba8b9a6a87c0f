import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type * as http from "node:http";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { ConfluentHubPluginArgs, UrlPluginArgs } from "../../components/plugins/args";
import { sha512, zip } from "./archives";
import { fileServer } from "./file-server";
import { mavenArchive } from "./maven-archive";

/** Real plugins, where pods can download them. */
export interface PluginServer {
  readonly url: string;
  /** Also the address of its Confluent Hub. */
  readonly requests: readonly string[];
  readonly debezium: (version: DebeziumVersion) => UrlPluginArgs;
  readonly mongo: ConfluentHubPluginArgs;
  readonly close: () => Promise<void>;
}

const debeziumVersions = ["3.5.0.Final", "3.6.0.Final"] as const;
export type DebeziumVersion = (typeof debeziumVersions)[number];
/** Runs without a service beside it: its database lives in the worker's memory. */
export const JDBC_SINK = "io.debezium.connector.jdbc.JdbcSinkConnector";
const driver = "com.h2database:h2:2.3.232";

const hub = { owner: "mongodb", name: "kafka-connect-mongodb", version: "1.13.0" };
export const MONGO = {
  classes: [
    "com.mongodb.kafka.connect.MongoSinkConnector",
    "com.mongodb.kafka.connect.MongoSourceConnector",
  ],
  version: hub.version,
};

/** `host` is the address at which pods reach this machine. */
export async function pluginServer(host: string): Promise<PluginServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-plugins-"));
  const checksums = new Map<string, string>();
  const publish = async (coordinates: string) => {
    const file = await mavenArchive(coordinates);
    copyFileSync(file, path.join(folder, path.basename(file)));
    checksums.set(path.basename(file), sha512(readFileSync(file)));
  };
  for (const version of debeziumVersions) {
    await publish(`io.debezium:debezium-connector-jdbc:${version}:tar.gz:plugin`);
  }
  await publish(driver);
  const archive = await hubArchive();
  writeFileSync(path.join(folder, "archive.zip"), archive);
  const manifest = hubManifest(archive);
  const hubPath = `/api/plugins/${hub.owner}/${hub.name}/versions/${hub.version}`;
  const files = await fileServer(folder, {
    host,
    answer: ({ url, headers }: http.IncomingMessage, response) => {
      if (url !== hubPath) return false;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(manifest(`http://${headers.host ?? ""}/archive.zip`)));
      return true;
    },
  });
  const artifact = (file: string) => ({
    archivePath: `${files.url}/${file}`,
    checksum: checksums.get(file) ?? "",
  });
  return {
    url: files.url,
    requests: files.requests,
    debezium: (version) => ({
      name: "debezium-jdbc",
      ...artifact(`debezium-connector-jdbc-${version}-plugin.tar.gz`),
      artifacts: [artifact("h2-2.3.232.jar")],
    }),
    mongo: { ...hub, acceptLicense: true, sha512: sha512(archive) },
    close: async () => {
      await files.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the Component Archive Specification says: one versioned folder, and often junk beside it. */
async function hubArchive(): Promise<Buffer> {
  const jar = readFileSync(
    await mavenArchive(`org.mongodb.kafka:mongo-kafka-connect:${hub.version}:jar:all`),
  );
  const top = `${hub.owner}-${hub.name}-${hub.version}`;
  return zip([
    { name: `${top}/manifest.json`, content: JSON.stringify(hub) },
    { name: `${top}/doc/LICENSE`, content: "the license\n" },
    { name: `${top}/lib/mongo-kafka-connect-${hub.version}-all.jar`, content: jar },
    { name: `__MACOSX/${top}/._manifest.json`, content: "" },
  ]);
}

/** The fields that the Hub answers with, in its order. */
function hubManifest(archive: Buffer): (url: string) => object {
  const digest = (algorithm: string) => createHash(algorithm).update(archive).digest("hex");
  const [md5, sha1] = [digest("md5"), digest("sha1")];
  return (url) => ({
    name: hub.name,
    title: "MongoDB Connector",
    version: hub.version,
    owner: { username: hub.owner, name: "MongoDB" },
    license: [{ name: "Apache 2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" }],
    archive: { name: path.basename(url), url, mime_type: "application/zip", md5, sha1 },
  });
}
