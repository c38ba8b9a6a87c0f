import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cachedFolder } from "../cache";
import { kafkaJars, type KafkaJars } from "../kafka-jars";
import { step } from "../progress";
import { runProgram } from "../program";
import { buildFolder, buildLog, goFolder } from "./layout";
import { firstLayer, packImage } from "./pack";
import { debianProgram } from "./packages";

const release = "bookworm";
/** The packages of Apache's image, and tools that plugin installers may use. */
const contents = [
  "ca-certificates",
  "curl",
  "libarchive-tools",
  "libstdc++6", // For Node.js.
  "openjdk-17-jre-headless",
  "openssl",
  "unzip",
];
const scripts = path.join(goFolder, "image");
const user = { name: "appuser", id: 1000 };

export const kafkaImageVersion = "4.3.1";

/**
 * The version that most fallbacks for older versions are for. Its image is built if no registry is
 * reachable. `make versions` uses another one.
 */
export const olderImageVersion = process.env["SANDBOX_OLDER_WORKER_VERSION"] ?? "3.0.2";

export function workerImage(version = kafkaImageVersion): string {
  return `sandbox/kafka-connect:${version}`;
}

/**
 * A file with an image like Apache's, plus Node.js: Kafka at /opt/kafka, user 1000, no entrypoint.
 */
export async function buildWorkerImage(): Promise<string> {
  const jars = await kafkaJars();
  if (jars.version !== kafkaImageVersion) {
    throw new Error(`sandbox/pom.xml has Kafka ${jars.version}, the image ${kafkaImageVersion}`);
  }
  const folder = await cachedFolder(buildFolder(`image-worker-${hash(jars)}`), (unfinished) =>
    step("building the image of the workers", () => build(unfinished, jars), {
      usually: "1 to 3 minutes, once",
    }),
  );
  return path.join(folder, "image.tar");
}

/** The same image with another version of Kafka and Connect. */
export async function buildOlderImage(version = olderImageVersion): Promise<string> {
  const current = await buildWorkerImage();
  const jars = await kafkaJars(version);
  const folder = await cachedFolder(
    buildFolder(`image-worker-${version}-${hash(jars)}`),
    async (unfinished) => {
      const base = path.join(unfinished, "base");
      await firstLayer(current, base);
      await pack(unfinished, base, jars);
    },
  );
  return path.join(folder, "image.tar");
}

async function build(folder: string, jars: KafkaJars): Promise<void> {
  const base = path.join(folder, "base");
  await debian(base);
  await pack(folder, base, jars);
}

async function pack(folder: string, base: string, jars: KafkaJars): Promise<void> {
  const kafka = path.join(folder, "kafka");
  copyKafka(path.join(kafka, "opt", "kafka"), jars);
  copyNode(path.join(kafka, "usr", "local", "bin"));
  const home = fs
    .readdirSync(path.join(base, "usr", "lib", "jvm"))
    .find((name) => /^java-\d+-/.test(name));
  const config = {
    User: `${user.id}:${user.id}`,
    WorkingDir: "/opt/kafka",
    Env: [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LANG=C.UTF-8",
      `JAVA_HOME=/usr/lib/jvm/${home ?? ""}`,
    ],
  };
  await packImage(workerImage(jars.version), [base, kafka], config, path.join(folder, "image.tar"));
}

async function debian(target: string): Promise<void> {
  await runProgram(
    debianProgram("debootstrap"),
    ["--variant=minbase", `--include=${contents.join(",")}`, release, target],
    { what: "debootstrap", logFile: buildLog("debootstrap") },
  );
  const inside = (...names: string[]) => path.join(target, ...names);
  for (const unused of ["cache/apt/archives", "lib/apt/lists"]) {
    fs.rmSync(inside("var", unused), { recursive: true, force: true });
  }
  for (const unused of ["doc", "man", "locale"]) {
    fs.rmSync(inside("usr", "share", unused), { recursive: true, force: true });
  }
  // Pods get their own file.
  for (const file of ["resolv.conf", "hostname"]) fs.writeFileSync(inside("etc", file), "");
  const { name, id } = user;
  fs.appendFileSync(inside("etc", "group"), `${name}:x:${id}:\n`);
  fs.appendFileSync(inside("etc", "passwd"), `${name}:x:${id}:${id}::/home/${name}:/bin/sh\n`);
}

/** Like Apache's distribution, all jars are in one folder, including its own connectors. */
function copyKafka(target: string, jars: KafkaJars): void {
  const libraries = path.join(target, "libs");
  fs.cpSync(jars.libraries, libraries, { recursive: true });
  for (const plugin of fs.readdirSync(jars.plugins)) {
    fs.cpSync(path.join(jars.plugins, plugin), libraries, { recursive: true });
  }
  for (const [folder, ending, mode] of [
    ["bin", ".sh", 0o755],
    ["config", ".properties", 0o644],
  ] as const) {
    fs.mkdirSync(path.join(target, folder));
    for (const file of fs.readdirSync(scripts).filter((name) => name.endsWith(ending))) {
      fs.copyFileSync(path.join(scripts, file), path.join(target, folder, file));
      fs.chmodSync(path.join(target, folder, file), mode);
    }
  }
  for (const entry of fs.readdirSync(target, { recursive: true, encoding: "utf8" })) {
    fs.chownSync(path.join(target, entry), user.id, user.id);
  }
  fs.chownSync(target, user.id, user.id);
}

/**
 * This machine's Node.js, for the healing agent, because an image of Node.js would have to be
 * downloaded.
 */
function copyNode(target: string): void {
  fs.mkdirSync(target, { recursive: true });
  fs.copyFileSync(process.execPath, path.join(target, "node"));
  fs.chmodSync(path.join(target, "node"), 0o755);
}

function hash(jars: KafkaJars): string {
  const made = createHash("sha256").update(
    `${process.arch} ${process.version} ${release} ${contents.join()}`,
  );
  made.update(path.basename(path.dirname(jars.libraries)));
  made.update(fs.readFileSync(__filename));
  for (const file of fs.readdirSync(scripts).sort()) {
    made.update(fs.readFileSync(path.join(scripts, file)));
  }
  return made.digest("hex").slice(0, 8);
}
