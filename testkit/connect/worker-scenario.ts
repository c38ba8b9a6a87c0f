import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { FaultProxy } from "./proxy";
import { Rest } from "./rest";

/** One test's own connectors and files, and the proxy in front of the worker. */
export class WorkerScenario {
  /** All names of the test begin with it, so that tests can share a worker. */
  readonly prefix: string;
  readonly proxy: FaultProxy;
  /** Calls without the proxy, for changes by somebody else. */
  readonly rest: Rest;
  readonly workerUrl: string;
  readonly folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-files-"));

  protected constructor(proxy: FaultProxy, workerUrl: string, prefix = newPrefix()) {
    this.prefix = prefix;
    this.proxy = proxy;
    this.workerUrl = workerUrl;
    this.rest = new Rest(workerUrl);
  }

  /** Deletes everything that the test created. */
  async end(): Promise<void> {
    this.proxy.reset();
    await this.proxy.close();
    const names = (await this.rest.names()).filter((name) => name.startsWith(this.prefix));
    await Promise.all(names.map((name) => this.rest.call("DELETE", `/connectors/${name}`)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  name(of: string): string {
    return `${this.prefix}-${of}`;
  }

  file(of: string): string {
    return path.join(this.folder, of);
  }
}

let count = 0;

export function newPrefix(): string {
  return `t${process.pid.toString(36)}-${(count++).toString()}`;
}
