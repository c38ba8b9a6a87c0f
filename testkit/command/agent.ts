import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import { type AgentOptions, runAgent } from "../../healing/agent";
import type { HealingEvent } from "../../healing/events";
import type { Schedule } from "../../healing/schedule";
import { brokerAddress } from "../../sandbox/broker";
import { waitUntil } from "../../sandbox/wait";
import { FaultProxy } from "../connect/proxy";
import { WorkerScenario } from "../connect/worker-scenario";
import { sandbox, testInstance } from "../sandbox";
import { HEARTBEAT, SINK, SOURCE, STRINGS } from "../connectors/scenario";
import { eachWith } from "../each";
import { searchOutput } from "../../tests/secret-search/outputs";
import { repositoryFolder } from "../../sandbox/paths";

/** The agent's own schedule, about fifty times faster. */
export const FAST: Schedule = {
  pollMs: 200,
  firstWaitMs: 600,
  longestWaitMs: 60_000,
  jitter: 0.2,
  stableMs: 3_000,
  restartsPerMinute: 20,
};

type Timed = HealingEvent & { readonly at: number };
type Kind = HealingEvent["event"];

/** With an agent, whose calls the proxy counts. */
export class AgentScenario extends WorkerScenario {
  readonly events: Timed[] = [];
  /** The time and target of each restart call. */
  readonly restarts: { readonly at: number; readonly path: string }[] = [];
  #process: ChildProcess | undefined;
  #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  private constructor(proxy: FaultProxy, url: string) {
    super(proxy, url);
    proxy.rule = ({ method, path: to }) => {
      // Ignores what an earlier test left behind.
      if (method === "POST" && to.includes(this.prefix))
        this.restarts.push({ at: Date.now(), path: to });
      return undefined;
    };
  }

  static async begin(url?: string): Promise<AgentScenario> {
    const worker = url ?? (await sandbox()).workerUrl;
    return new AgentScenario(await FaultProxy.start(worker), worker);
  }

  override async end(): Promise<void> {
    await this.stop();
    await this.killProcess();
    await super.end();
  }

  start(options: Partial<AgentOptions> = {}): void {
    this.#stop = new AbortController();
    this.#ended = runAgent({
      endpoint: { url: this.proxy.url },
      log: (event) => {
        searchOutput("the agent", JSON.stringify(event));
        this.events.push({ ...event, at: Date.now() });
      },
      signal: this.#stop.signal,
      ...options,
      schedule: { ...FAST, ...options.schedule },
    });
  }

  /** The agent as in a pod: a process that runs the bundle. */
  startProcess(options: Omit<AgentOptions, "log">): void {
    const bundle = path.join(repositoryFolder, "dist", "healing-agent.js");
    this.#process = spawn(process.execPath, [bundle], {
      env: { HEALING_OPTIONS: JSON.stringify(options) },
      stdio: "ignore",
    });
  }

  /** Kills it without a chance to save anything. */
  async killProcess(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async source(of: string, config: Readonly<Record<string, string>> = {}): Promise<void> {
    const own = { file: this.file("in"), topic: this.name("topic"), ...config };
    await this.put(of, { "connector.class": SOURCE, ...own });
  }

  /** Its task fails while the folder of its file does not exist. */
  async sink(of: string, file = this.file("out")): Promise<void> {
    await this.put(of, {
      "connector.class": SINK,
      file,
      topics: this.name("topic"),
      "value.converter": STRINGS,
    });
  }

  /** The lightest connector: its task sends a record from time to time. */
  async heartbeat(of: string, config: Readonly<Record<string, string>> = {}): Promise<void> {
    const clusters = { "source.cluster.alias": "a", "target.cluster.alias": this.prefix };
    const bootstrap = { "target.cluster.bootstrap.servers": brokerAddress(testInstance) };
    await this.put(of, { "connector.class": HEARTBEAT, ...clusters, ...bootstrap, ...config });
  }

  async put(of: string, config: Readonly<Record<string, string>>): Promise<void> {
    await this.rest.write("PUT", `/connectors/${this.name(of)}/config`, config);
  }

  eventsOf<K extends Kind>(event: K, of?: string): Extract<Timed, { event: K }>[] {
    return this.events.filter(
      (one): one is Extract<Timed, { event: K }> =>
        one.event === event &&
        (of === undefined || ("connector" in one && one.connector === this.name(of))),
    );
  }

  async untilEvent(event: Kind, of?: string, times = 1): Promise<void> {
    await waitUntil(() => this.eventsOf(event, of).length >= times, {
      what: `${times} times "${event}"`,
      deadlineMs: 60_000,
    });
  }

  async untilRestarts(times: number): Promise<void> {
    await waitUntil(() => this.restarts.length >= times, {
      what: `${times} restarts`,
      deadlineMs: 120_000,
    });
  }

  /** Waits for this many further polls of the agent. */
  async polls(times: number): Promise<void> {
    const before = this.proxy.count("GET /connectors?expand=status");
    await waitUntil(() => this.proxy.count("GET /connectors?expand=status") >= before + times, {
      what: `${times} polls`,
      deadlineMs: 60_000,
    });
  }
}

/** One sample of the agent's metrics. */
export async function metric(port: number, sample: string): Promise<number | undefined> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`kafka_connect_healing_${sample} `));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(" ")));
}

export const eachWithAgent = () => eachWith(() => AgentScenario.begin());
