import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { ConnectorArgs } from "../../index";
import { Connector } from "./adapter";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { certificates } from "../certificates";
import { type Program, type RunOptions, TestStack } from "../engine/engine";
import { FaultProxy } from "../connect/proxy";
import { newPrefix, WorkerScenario } from "../connect/worker-scenario";
import { secretsFolder } from "../../sandbox/paths";
import { sandbox, testInstance } from "../sandbox";
import { eachWith } from "../each";

export const SOURCE = "org.apache.kafka.connect.file.FileStreamSourceConnector";
export const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";
export const HEARTBEAT = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector";
export const STRINGS = "org.apache.kafka.connect.storage.StringConverter";

/** Arguments that differ from the defaults; the config is added to the default config. */
export type Arguments = Partial<Omit<ConnectorArgs, "config">> & {
  readonly config?: Readonly<Record<string, Input<string | number | boolean>>>;
};

interface Way {
  /** Default: the shared worker. */
  readonly workerUrl?: string;
  /** Whether the proxy uses TLS. */
  readonly tls?: boolean;
}

/** With a stack for the test's programs. */
export class Scenario extends WorkerScenario {
  readonly stack: TestStack;
  readonly #ca: string | undefined;

  private constructor(
    stack: TestStack,
    proxy: FaultProxy,
    workerUrl: string,
    prefix: string,
    ca: string | undefined,
  ) {
    super(proxy, workerUrl, prefix);
    this.stack = stack;
    this.#ca = ca;
  }

  static async begin(way: Way = {}): Promise<Scenario> {
    const { pulumi, workerUrl: shared } = await sandbox();
    const { workerUrl = shared } = way;
    const prefix = newPrefix();
    const tls = way.tls === true ? certificates() : undefined;
    const [stack, proxy] = await Promise.all([
      TestStack.create(pulumi, prefix),
      FaultProxy.start(workerUrl, 0, tls?.server),
    ]);
    return new Scenario(stack, proxy, workerUrl, prefix, tls?.ca);
  }

  override async end(): Promise<void> {
    await super.end();
    await this.stack.forget();
  }

  /** A `${file:…}` reference to a value. Another call with the same `id` replaces the value. */
  reference(value: string, id = "value"): string {
    const file = path.join(secretsFolder(testInstance), `${this.prefix}-${id}.properties`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `key=${value}\n`);
    return `\${file:${file}:key}`;
  }

  get cluster(): { url: string; tls?: { ca: string } } {
    const { url } = this.proxy;
    return this.#ca === undefined ? { url } : { url, tls: { ca: this.#ca } };
  }

  /** A file source that runs and has one task. */
  source(change: Arguments = {}, options?: CustomResourceOptions, resource = "source"): Connector {
    const { config, ...rest } = change;
    return new Connector(
      resource,
      {
        cluster: this.cluster,
        name: this.name("source"),
        class: SOURCE,
        config: { file: this.file("in"), topic: this.name("topic"), ...config },
        ...rest,
      },
      options,
    );
  }

  /** A file sink. If the file's folder does not exist, its task fails. */
  sink(change: Arguments = {}, options?: CustomResourceOptions, resource = "sink"): Connector {
    const { config, ...rest } = change;
    return new Connector(
      resource,
      {
        cluster: this.cluster,
        name: this.name("sink"),
        class: SINK,
        config: {
          file: this.file("out"),
          topics: this.name("topic"),
          "value.converter": STRINGS,
          ...config,
        },
        ...rest,
      },
      options,
    );
  }

  /** Runs a program that must succeed, and clears the recorded calls before. */
  async up(program: Program, options?: RunOptions) {
    this.proxy.calls.length = 0;
    const run = await this.stack.up(program, options);
    if (!run.ok) throw new Error(`up failed:\n${run.text.slice(0, 4000)}`);
    return run;
  }

  async preview(program: Program) {
    this.proxy.calls.length = 0;
    const run = await this.stack.preview(program);
    if (!run.ok) throw new Error(`preview failed:\n${run.text.slice(0, 4000)}`);
    return run;
  }

  async refresh() {
    this.proxy.calls.length = 0;
    const run = await this.stack.refresh();
    if (!run.ok) throw new Error(`refresh failed:\n${run.text.slice(0, 4000)}`);
    return run;
  }
}

export const eachWithScenario = (way?: Way) => eachWith(() => Scenario.begin(way));
