import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { install, searchPath } from "../../sandbox/kubernetes/packages";
import { findProgram, lastLines } from "../../sandbox/program";
import { waitUntil } from "../../sandbox/wait";
import { mustRun, run } from "../command/command";
import { freePort } from "../free-port";

/** Debian has the server's programs outside of PATH, in a folder for each version. */
const debianFolder = "/usr/lib/postgresql";
const isRoot = process.getuid?.() === 0;

type CommandLine = [command: string, ...args: string[]];

/** The server refuses to run as root. */
function asUser(...line: CommandLine): CommandLine {
  return isRoot
    ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", ...line]
    : line;
}

/** Installs what is missing, on Debian as root. Returns the reason if that is not possible. */
export async function postgresObstacle(): Promise<string | undefined> {
  if (findProgram("initdb", programs()) !== undefined) return undefined;
  if (!existsSync("/etc/debian_version") || !isRoot) {
    return "PostgreSQL cannot be installed: that needs Debian and root";
  }
  await install(["postgresql"]);
  return undefined;
}

function programs(): string {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined
    ? searchPath
    : `${path.join(debianFolder, newest, "bin")}:${searchPath}`;
}

/** A real PostgreSQL with logical decoding. Clients reach it at `host` with a password. */
export class Postgres {
  readonly host: string;
  readonly port: number;
  readonly #folder: string;
  #server: ChildProcess | undefined;

  private constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
    this.#folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-postgres-"));
    process.once("exit", () => this.#server?.kill("SIGQUIT"));
  }

  static async start(host: string): Promise<Postgres> {
    const database = new Postgres(host, await freePort(host));
    await database.#init();
    await database.begin();
    return database;
  }

  /** Starts it again with the same data. */
  async begin(): Promise<void> {
    const log = this.#file("server.log");
    const output = openSync(log, "a");
    const listens = ["-h", this.host, "-p", String(this.port), "-k", this.#folder];
    const settings = ["wal_level=logical", "fsync=off"].flatMap((setting) => ["-c", setting]);
    const [command, ...args] = asUser("postgres", "-D", this.#data);
    const server = spawn(command, [...args, ...listens, ...settings], {
      env: this.#env,
      stdio: ["ignore", output, output],
    });
    server.on("error", () => undefined);
    this.#server = server;
    await waitUntil(async () => (await this.#psql("postgres", "SELECT 1")).code === 0, {
      what: "PostgreSQL to answer",
      deadlineMs: 30_000,
      giveUp: () => {
        if (server.exitCode !== null) throw new Error(`PostgreSQL ended:\n${lastLines(log)}`);
      },
    });
  }

  /** Ends it like a crash, because a clean shutdown waits for its readers. */
  async crash(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.kill("SIGQUIT")) await ended;
  }

  /** Runs as the superuser. Returns the rows, with `|` between columns. */
  async sql(text: string, database = "postgres"): Promise<string[]> {
    const { code, text: output, stdout } = await this.#psql(database, text);
    if (code !== 0) throw new Error(`${text}\n${output}`);
    return stdout.split("\n").filter((line) => line !== "");
  }

  async close(): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #init(): Promise<void> {
    if (isRoot) await mustRun("chown", ["postgres:postgres", this.#folder], { cwd: tmpdir() });
    const [command, ...args] = asUser("initdb", "-D", this.#data);
    const users = ["-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256"];
    await mustRun(command, [...args, ...users, "--no-sync", "-E", "UTF8", "--locale=C"], {
      cwd: tmpdir(),
      env: this.#env,
    });
    appendFileSync(path.join(this.#data, "pg_hba.conf"), "host all all all scram-sha-256\n");
  }

  /** Through its socket, which no other user of this machine can open. */
  #psql(database: string, text: string) {
    const where = ["-h", this.#folder, "-p", String(this.port), "-U", "postgres", "-d", database];
    const plainly = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"];
    return run("psql", [...where, ...plainly, "-c", text], { cwd: tmpdir(), env: this.#env });
  }

  get #data(): string {
    return this.#file("data");
  }

  get #env(): Record<string, string> {
    return { PATH: programs() };
  }

  #file(name: string): string {
    return path.join(this.#folder, name);
  }
}
