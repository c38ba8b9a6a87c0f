import type { Clock } from "../provider/core/clock";
import { type ConnectApi, connectApi } from "../provider/connect/api";
import { FAILED_PARTS } from "../provider/connect/wire";
import type { Endpoint } from "../provider/endpoint/endpoint";
import { isConnectError } from "../provider/core/errors";
import { createSend } from "../provider/connect/http";
import { UNKNOWN_CONFIG } from "../provider/connect/redact";
import { type HealingEvent, reportedParts } from "./events";
import { healthOf } from "./health";
import { type Memory, NO_MEMORY } from "./memory";
import { readMemory, writeMemory } from "./memory-file";
import type { Facts } from "./metrics";
import { restartsPartByPart } from "./old-workers";
import { called, planOf, type Restart, restarted } from "./plan";
import { readPolicies } from "./policies";
import type { Policies, RestartPolicy } from "./policy";
import type { Schedule } from "./schedule";

export interface HealerSettings {
  readonly endpoint: Endpoint;
  readonly schedule: Schedule;
  readonly policy: RestartPolicy;
  readonly policyFolder?: string;
  readonly memoryFile?: string;
  readonly log: (event: HealingEvent) => void;
}

/** Kept as long as the cluster answers. */
interface Connection {
  readonly api: ConnectApi;
  readonly partByPart: boolean;
}

/** Polls the cluster on request and performs the plan. */
export class Healer {
  /** When the last poll began. */
  polledAt: number;
  facts: Facts = { answers: false, statuses: new Map(), memory: NO_MEMORY, restarts: new Map() };
  readonly #settings: HealerSettings;
  readonly #clock: Clock;
  readonly #restarts = new Map<string, { requested: number; failed: number }>();
  readonly #refused = new Map<string, string>();
  #memory: Memory;
  #connection: Connection | undefined;
  #reason: string | undefined;
  #policies: Policies = new Map();

  constructor(settings: HealerSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#memory = settings.memoryFile === undefined ? NO_MEMORY : readMemory(settings.memoryFile);
    this.polledAt = clock.now();
  }

  get pollMs(): number {
    return this.#settings.schedule.pollMs;
  }

  /** Reports an unreachable cluster once, and continues. */
  async poll(): Promise<void> {
    try {
      await this.lookOrThrow();
      if (this.#reason !== undefined) this.#settings.log({ event: "answers again" });
      this.#reason = undefined;
    } catch (error) {
      // A new client: credentials in files may have been rotated, and workers upgraded.
      this.#connection = undefined;
      this.facts = { ...this.facts, answers: false };
      const reason = reasonOf(error);
      if (reason !== this.#reason) this.#settings.log({ event: "no answer", reason });
      this.#reason = reason;
    }
  }

  /** Returns the names of the failed connectors. */
  async lookOrThrow(): Promise<string[]> {
    this.polledAt = this.#clock.now();
    const { api, partByPart } = (this.#connection ??= await this.#connect());
    const statuses = await api.statuses();
    const { log, policy, schedule } = this.#settings;
    this.#readPolicies();
    const plan = planOf(this.#memory, {
      statuses,
      policies: this.#policies,
      policy,
      schedule,
      partByPart,
      now: this.#clock.now(),
      random: () => this.#clock.random(),
    });
    this.#forgetCounts(statuses, plan.memory);
    this.#remember(plan.memory);
    for (const { name, restarts, parts } of plan.givenUp) {
      log({
        event: "given up",
        connector: name,
        restarts,
        parts: reportedParts(parts, UNKNOWN_CONFIG),
      });
    }
    for (const connector of plan.cured) log({ event: "cured", connector });
    this.facts = { ...this.facts, answers: true, statuses };
    for (const restart of plan.restarts) {
      if (!(await this.#restart(restart, api, partByPart))) break;
    }
    return [...statuses].flatMap(([name, status]) =>
      healthOf(status).kind === "failed" ? [name] : [],
    );
  }

  async #connect(): Promise<Connection> {
    const api = connectApi(createSend(this.#settings.endpoint));
    const { version } = await api.worker();
    return { api, partByPart: restartsPartByPart(version) };
  }

  /** Returns whether to continue with the others. */
  async #restart(restart: Restart, api: ConnectApi, partByPart: boolean): Promise<boolean> {
    const { log } = this.#settings;
    const { name: connector, parts, attempt, maxRetry, waitedMs } = restart;
    const traces = reportedParts(parts, UNKNOWN_CONFIG);
    log({ event: "restart", connector, attempt, maxRetry, waitedMs, parts: traces });
    try {
      if (!partByPart) await this.#call(() => api.restart(connector, FAILED_PARTS));
      else await this.#restartParts(restart, api);
      this.#count(restart, "requested");
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (isConnectError(error, "busy")) {
        log({ event: "rebalancing", connector, reason });
        return false;
      }
      log({ event: "restart failed", connector, reason });
      if (!isConnectError(error, "missing")) this.#count(restart, "failed");
      return !isConnectError(error, "unreachable", "unauthorized", "tls");
    }
  }

  async #restartParts({ name, parts }: Restart, api: ConnectApi): Promise<void> {
    for (const { task } of parts) {
      await this.#call(() =>
        task === undefined ? api.restartConnector(name) : api.restartTask(name, task),
      );
    }
  }

  async #call(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } finally {
      this.#remember(called(this.#memory, this.#clock.now()));
    }
  }

  #count(restart: Restart, result: "requested" | "failed"): void {
    const counts = this.#restarts.get(restart.name) ?? { requested: 0, failed: 0 };
    counts[result]++;
    this.#restarts.set(restart.name, counts);
    this.#remember(restarted(this.#memory, restart, this.#clock.now()));
  }

  /**
   * Drops old names, because connectors may come and go as long as the agent runs. A starting
   * worker lists nothing.
   */
  #forgetCounts(statuses: Facts["statuses"], { connectors }: Memory): void {
    if (statuses.size === 0) return;
    for (const name of this.#restarts.keys()) {
      if (!statuses.has(name) && !connectors.has(name)) this.#restarts.delete(name);
    }
  }

  #remember(memory: Memory): void {
    this.#memory = memory;
    this.facts = { ...this.facts, memory, restarts: this.#restarts };
    const { memoryFile } = this.#settings;
    if (memoryFile !== undefined) writeMemory(memoryFile, memory);
  }

  #readPolicies(): void {
    const { policyFolder, log } = this.#settings;
    if (policyFolder === undefined) return;
    this.#policies = readPolicies(policyFolder, (file, reason) => {
      if (this.#refused.get(file) === reason) return;
      this.#refused.set(file, reason);
      log({ event: "policy refused", file, reason });
    });
  }
}

/** Only our own text, because Connect's may quote a secret. */
function reasonOf(error: unknown): string {
  return isConnectError(error) ? `${error.message} (${error.kind})` : (error as Error).message;
}
