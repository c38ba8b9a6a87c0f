import { mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { repositoryFolder } from "../../sandbox/paths";
import { run, type Result } from "./command";
import { FaultProxy } from "../connect/proxy";
import { Rest } from "../connect/rest";
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

/** One test's own connectors, on the shared worker behind a proxy. */
export class CliScenario {
  readonly proxy: FaultProxy;
  readonly rest: Rest;
  readonly prefix: string;
  readonly #folders: string[] = [];

  private constructor(proxy: FaultProxy, rest: Rest) {
    this.proxy = proxy;
    this.rest = rest;
    this.prefix = `c${process.pid.toString(36)}-${(count++).toString()}`;
  }

  static async begin(): Promise<CliScenario> {
    const { workerUrl } = await sandbox();
    return new CliScenario(await FaultProxy.start(workerUrl), new Rest(workerUrl));
  }

  async end(): Promise<void> {
    await this.proxy.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    const names = (await this.rest.names()).filter((name) => name.startsWith(this.prefix));
    await Promise.all(names.map((name) => this.rest.write("DELETE", `/connectors/${name}`)));
  }

  /** Runs the command on the cluster behind the proxy. */
  run(...args: string[]): Promise<Result> {
    return cli([...args, "--url", this.proxy.url]);
  }

  name(of: string): string {
    return `${this.prefix}-${of}`;
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

let count = 0;

export const eachWithCli = () => eachWith(() => CliScenario.begin());
