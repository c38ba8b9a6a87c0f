import { mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { run, type Result } from "./command";
import { FaultProxy } from "../connect/proxy";
import { WorkerScenario } from "../connect/worker-scenario";
import { sandbox } from "../sandbox";
import { eachWith } from "../each";

export const CLI = path.join(repositoryFolder, "dist", "cli", "main.js");

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** Runs the built command like a user. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<Result> {
  const { env = {}, cwd = repositoryFolder } = options;
  return run(process.execPath, [CLI, ...args], { cwd, env });
}

/** For the command on the shared worker. */
export class CliScenario extends WorkerScenario {
  readonly #folders: string[] = [];

  static async begin(): Promise<CliScenario> {
    const { workerUrl } = await sandbox();
    return new CliScenario(await FaultProxy.start(workerUrl), workerUrl);
  }

  override async end(): Promise<void> {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    await super.end();
  }

  /** Runs the command on the cluster behind the proxy. */
  run(...args: string[]): Promise<Result> {
    return cli([...args, "--url", this.proxy.url]);
  }

  /** Removed at the end. */
  makeFolder(folder: string): string {
    mkdirSync(folder, { recursive: true });
    this.#folders.push(folder);
    return folder;
  }

  async create(of: string, config: Record<string, string>): Promise<string> {
    const name = this.name(of);
    await this.rest.write("POST", "/connectors", { name, config });
    return name;
  }
}

export const eachWithCli = () => eachWith(() => CliScenario.begin());
