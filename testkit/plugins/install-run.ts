import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { INSTALL_PLUGINS, installEnvironment } from "../../components/plugins/install-plugins";
import { formatList, type Plugin } from "../../components/plugins/list";
import type { Image } from "./images";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The message that the kubelet would show. */
  readonly termination: string;
}

/** A volume, and a folder around it in which nothing else may change. */
export class InstallRun {
  readonly around = mkdtempSync(path.join(tmpdir(), "kafka-connect-install-"));
  readonly volume = path.join(this.around, "volume");
  readonly plugins = path.join(this.volume, "plugins");
  readonly auth = path.join(this.around, "auth");
  readonly victim = path.join(this.around, "victim");
  readonly #termination = path.join(this.around, "termination-log");
  /** The process of the last run, which leads a process group. */
  pid: number | undefined;

  constructor() {
    mkdirSync(this.volume);
    mkdirSync(this.auth);
    writeFileSync(this.victim, "untouched");
    writeFileSync(path.join(this.around, "install.sh"), INSTALL_PLUGINS);
  }

  /** With only the component's values in the environment. */
  async run(
    image: Image,
    plugins: readonly Plugin[],
    options: { env?: Record<string, string>; storageBytes?: number; ca?: string } = {},
  ): Promise<Outcome> {
    const list = path.join(this.around, "plugins.list");
    writeFileSync(list, formatList(plugins));
    writeFileSync(this.#termination, "");
    const { storageBytes = 20_000_000, ca } = options;
    const env = {
      PATH: image.bin,
      ...installEnvironment({
        list,
        volume: this.volume,
        storageBytes,
        image: "example/init:1",
        auth: this.auth,
        ...(ca === undefined ? {} : { ca }),
      }),
      PLUGIN_TERMINATION_LOG: this.#termination,
      PLUGIN_ATTEMPTS: "2",
      PLUGIN_RETRY_SECONDS: "0",
      ...options.env,
    };
    const shell = spawn("sh", [path.join(this.around, "install.sh")], {
      cwd: this.around,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.pid = shell.pid;
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      shell[stream].setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
    }
    const code = await new Promise<number | null>((done) => shell.on("close", done));
    return { code, ...texts, termination: readFileSync(this.#termination, "utf8") };
  }

  /** All installed files, below plugins/. */
  get installed(): string[] {
    return filesBelow(this.plugins);
  }

  /** The files around the volume that this class has not put there. */
  get strangers(): string[] {
    const own = ["auth", "install.sh", "plugins.list", "termination-log", "victim", "volume"];
    return readdirSync(this.around).filter((name) => !own.includes(name));
  }

  remove(): void {
    rmSync(this.around, { recursive: true, force: true });
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
