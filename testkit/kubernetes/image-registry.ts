import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { install, searchPath } from "../../sandbox/kubernetes/packages";
import { asks } from "../../sandbox/probe";
import { findProgram, lastLines } from "../../sandbox/program";
import { waitUntil } from "../../sandbox/wait";
import { mustRun } from "../command/command";

const tools = ["buildah", "docker-registry"];

/** Installs what is missing, on Debian as root. Returns the reason if that is not possible. */
export async function imageToolsObstacle(): Promise<string | undefined> {
  const missing = tools.filter((name) => findProgram(name, searchPath) === undefined);
  if (missing.length === 0) return undefined;
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    return `${missing.join(" and ")} cannot be installed: that needs Debian and root`;
  }
  await install(missing);
  return undefined;
}

/** A registry without TLS or password, and a buildah with its own image store. */
export class ImageRegistry {
  readonly address: string;
  /** For buildah, also inside other programs. */
  readonly env: Record<string, string>;
  readonly #folder: string;
  readonly #server: ChildProcess;

  private constructor(address: string) {
    this.address = address;
    this.#folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-registry-"));
    const settings = {
      version: "0.1",
      log: { level: "error", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: this.#file("registry") } },
      http: { addr: address },
    };
    writeFileSync(this.#file("registry.json"), JSON.stringify(settings));
    const roots = { runroot: this.#file("run"), graphroot: this.#file("images") };
    const lines = Object.entries(roots).map(([name, folder]) => `${name} = "${folder}"\n`);
    const driver = process.env.STORAGE_DRIVER ?? "vfs"; // Works in a container, too.
    writeFileSync(this.#file("storage.conf"), `[storage]\ndriver = "${driver}"\n${lines.join("")}`);
    this.env = {
      CONTAINERS_STORAGE_CONF: this.#file("storage.conf"),
      // On this machine's network, because that needs no right to create namespaces.
      BUILDAH_ISOLATION: process.env.BUILDAH_ISOLATION ?? "chroot",
    };
    const log = openSync(this.#file("registry.log"), "a");
    this.#server = spawn("docker-registry", ["serve", this.#file("registry.json")], {
      env: { ...process.env, PATH: searchPath },
      stdio: ["ignore", log, log],
    });
    this.#server.on("error", () => undefined);
    process.once("exit", () => this.#server.kill());
  }

  static async start(address: string): Promise<ImageRegistry> {
    const registry = new ImageRegistry(address);
    await waitUntil(asks({ url: `http://${address}/v2/` }), {
      what: "the registry to answer",
      deadlineMs: 20_000,
      giveUp: () => {
        if (registry.#server.exitCode !== null) {
          throw new Error(`the registry ended:\n${lastLines(registry.#file("registry.log"))}`);
        }
      },
    });
    return registry;
  }

  /** Pushes an image from a file to the registry, with one more step of a Containerfile. */
  async add(archive: string, name: string, step: string): Promise<string> {
    const image = `${this.address}/${name}`;
    const id = (await this.#buildah("pull", "-q", `docker-archive:${archive}`)).trim();
    writeFileSync(this.#file("Containerfile"), `FROM ${id}\n${step}\n`);
    await this.#buildah("build", "-q", "-t", image, "-f", this.#file("Containerfile"));
    await this.#buildah("push", "-q", "--tls-verify=false", image, `docker://${image}`);
    return image;
  }

  /** The tags of a repository; none if nothing was ever pushed to it. */
  async tags(repository: string): Promise<string[]> {
    const response = await fetch(`http://${this.address}/v2/${repository}/tags/list`);
    const { tags } = (await response.json()) as { tags?: string[] | null };
    return tags ?? [];
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#server.once("close", resolve));
    if (this.#server.kill()) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(name: string): string {
    return path.join(this.#folder, name);
  }

  #buildah(...args: string[]): Promise<string> {
    return mustRun("buildah", args, { cwd: this.#folder, env: this.env });
  }
}
