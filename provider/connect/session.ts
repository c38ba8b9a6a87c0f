import pLimit from "p-limit";
import { type Clock, systemClock } from "../core/clock";
import { connectApi, type ConnectApi } from "./api";
import { type ConnectorInfo, type ConnectorList, type ConnectorStatus } from "./wire";
import { ConnectorReads, type Statuses } from "./connector-reads";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { type ConnectError, isConnectError, unlessMissing } from "../core/errors";
import { Definitions } from "./definitions";
import { createSend, within } from "./http";
import { type Log, processLog } from "../core/log";
import { type Absence, type Patience, type RetriedKind, retry } from "./retry";
import { SlowValidations } from "./slow-validations";
import { SharedRead } from "../core/shared-read";
import { SharedPoll } from "../core/shared-poll";

/**
 * A worker executes all queued writes in one round and rebalances once for all of them, so more
 * concurrent writes are faster. 100 updates of connectors whose tasks stop slowly took 38 s with 4
 * at once, 11.5 s with 16 and 3.5 s with 64 (Connect 4.3.1, one worker).
 */
const WRITES_IN_FLIGHT = 64;
/**
 * Low, because a validation may open connections to the connector's own system. For a class that
 * opens none, 1000 validations took 0.97 s one at a time, 0.45 s with 4 at once, 0.38 s with 8 and
 * 0.36 s with 16 (Connect 4.3.1, one worker). Only classes that wait for another system gain more.
 */
const VALIDATIONS_IN_FLIGHT = 8;
/** The maximum age of a list that is used for a connector to which we have not written since. */
const LIST_MAX_AGE_MS = 10_000;
/** After this many rounds of a worker's work, the status shows the effect of a write. */
const ROUNDS = 4;
const OTHER_WORKERS_MS = 2_000;
/** Connect before 3.9 has no `/health`. */
const WITHOUT_HEALTH_MS = 3_000;

/** What all connectors of one Connect cluster share in this process. */
export class Cluster {
  readonly id: string;
  readonly url: string;
  readonly api: ConnectApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly #statusPoll: SharedPoll<Statuses>;
  readonly namesPoll: SharedPoll<readonly string[]>;
  readonly validations = pLimit(VALIDATIONS_IN_FLIGHT);
  readonly slowValidations: SlowValidations;
  readonly plugins: SharedRead<Awaited<ReturnType<ConnectApi["plugins"]>>>;
  readonly worker: SharedRead<Awaited<ReturnType<ConnectApi["worker"]>>>;
  readonly #writes = pLimit(WRITES_IN_FLIGHT);
  readonly #reads: ConnectorReads;
  readonly #rounds: SharedPoll<unknown>;
  readonly #workers = new Set<string>();
  readonly #definitions: Definitions;
  readonly #writtenAt = new Map<string, number>();
  readonly #absence: Absence = { since: undefined };
  readonly #warnedOf = new Set<string>();

  constructor(endpoint: Endpoint, clock: Clock, log: Log) {
    this.id = clusterId(endpoint);
    this.url = endpoint.url;
    this.clock = clock;
    this.log = log;
    this.api = connectApi(createSend(endpoint));
    const isBusy = () => this.#writes.pendingCount > 0;
    const steps = { firstMs: 100, longestMs: 2_000, isBusy };
    this.#reads = new ConnectorReads(this.api, clock, LIST_MAX_AGE_MS, (statuses) =>
      this.#noteWorkers(statuses),
    );
    this.#statusPoll = new SharedPoll(() => this.#reads.statuses(), clock, steps);
    this.namesPoll = new SharedPoll(this.api.names, clock, steps);
    this.#rounds = new SharedPoll(this.api.health, clock, { firstMs: 20, longestMs: 20 });
    this.plugins = new SharedRead(this.api.plugins, clock);
    this.slowValidations = new SlowValidations(clock);
    this.worker = new SharedRead(this.api.worker, clock);
    this.#definitions = new Definitions({
      ...{ url: this.url, api: this.api, clock, log },
      read: (call, deadline, more) => this.read(call, deadline, more),
    });
  }

  /**
   * The connector in the cluster's list. If it is missing, that proves nothing: the worker may be
   * starting.
   */
  async listed(
    name: string,
    deadline: number,
    more?: Patience,
  ): Promise<ConnectorInfo | undefined> {
    const { infos } = await this.#listFor(name, deadline, more);
    return infos.get(name);
  }

  async status(name: string, deadline: number) {
    const { statuses } = await this.#listFor(name, deadline);
    return statuses.get(name);
  }

  /** The next result of the poll that all waiting callers share. */
  async polledStatus(name: string): Promise<ConnectorStatus | undefined> {
    this.#reads.poll(name);
    return (await this.#statusPoll.next()).get(name);
  }

  /** Polls more often, because a change is expected. */
  hurryStatuses(): void {
    this.#statusPoll.hurry();
  }

  /** Asks the herder. Undefined only if Connect itself says that there is no such connector. */
  async find(name: string, deadline: number): Promise<ConnectorInfo | undefined> {
    return unlessMissing(this.read(() => this.api.info(name), deadline));
  }

  /** The config keys that a class defines; undefined if Connect does not return them. */
  keysOf(
    connectorClass: string,
    more?: Parameters<Definitions["of"]>[1],
  ): ReturnType<Definitions["of"]> {
    return this.#definitions.of(connectorClass, more);
  }

  /** Repeats a call without side effects until it succeeds. */
  read<T>(call: () => Promise<T>, deadline: number, more: Patience = {}): Promise<T> {
    const policy = { deadline, onRetry: this.#reportRetry, absence: this.#absence, ...more };
    return retry(() => within(deadline - this.clock.now(), call), policy, this.clock);
  }

  /**
   * Repeats a write until it is applied. If its answer is lost, `landed` checks whether it was
   * applied (and returns what the answer would have been) before it is repeated. A write without
   * `landed` must have the same effect when it is repeated.
   */
  write<T>(
    name: string,
    call: () => Promise<T>,
    deadline: number,
    landed?: () => Promise<T | undefined>,
  ): Promise<T> {
    const attempt = async () => {
      let written = true;
      try {
        // Another operation may start this one from the queue, but with its own deadline.
        return await this.#writes(() => within(deadline - this.clock.now(), call));
      } catch (error) {
        // Nothing existing was changed, so a list that was already read is still valid.
        written = !isConnectError(error, "exists");
        if (landed === undefined || !isConnectError(error, "unanswered", "failed")) throw error;
        const found = await landed().catch((failed: unknown) => {
          throw isConnectError(failed) && failed.noAnswer ? error : failed; // Reports the failed write itself.
        });
        if (found === undefined) throw error;
        return found;
      } finally {
        if (written) this.#writtenAt.set(name, this.clock.now());
      }
    };
    return this.read(attempt, deadline);
  }

  /**
   * Waits until the workers have processed the last write. A status does not say which config it
   * belongs to, and until its tasks are stopped, a connector shows what ran before. But a worker
   * does all its work in rounds of one thread, which also answers `/health`: after a few rounds
   * that began after the write, the status is current. (In measurements with 1, 20 and 100
   * concurrent failing updates, each failure was visible at most 22 ms after 2 rounds.) The workers
   * that do not answer get a fixed time.
   */
  async caughtUp(deadline: number): Promise<void> {
    const since = this.clock.now();
    const others = this.#workers.size > 1 || this.#reads.leavesOut;
    let wait = others ? OTHER_WORKERS_MS : 0;
    try {
      for (let round = 0; round < ROUNDS; round++) {
        await this.read(() => this.#rounds.next(), deadline);
      }
    } catch (error) {
      if (!isConnectError(error, "unsupported")) throw error;
      wait = WITHOUT_HEALTH_MS;
    }
    await this.clock.sleep(Math.max(0, since + wait - this.clock.now()));
  }

  #noteWorkers(statuses: Statuses): void {
    for (const { connector, tasks } of statuses.values()) {
      for (const { worker_id } of [connector, ...tasks]) this.#workers.add(worker_id);
    }
  }

  #listFor(name: string, deadline: number, more?: Patience): Promise<ConnectorList> {
    const list = () => this.#reads.list(name, this.#writtenAt.get(name) ?? 0);
    return this.read(list, deadline, more);
  }

  /** A message that every connector of the cluster would repeat; logged once per run. */
  warnOnce(topic: string, text: string): void {
    if (this.#warnedOf.has(topic)) return;
    this.#warnedOf.add(topic);
    this.log.warn(text);
  }

  readonly #reportRetry = (error: ConnectError): void => {
    const words = RETRIED[error.kind as RetriedKind](error);
    this.log.progress(`Kafka Connect at ${this.url} ${words}; trying again`);
  };
}

const RETRIED: Readonly<Record<RetriedKind, (error: ConnectError) => string>> = {
  unreachable: () => "cannot be reached",
  busy: ({ status }) =>
    status === 429 ? "receives too many calls" : "is rebalancing or restarting",
  unanswered: () => "did not answer",
  failed: ({ status }) => `answered ${status ?? "with an error"}`,
};

const clusters = new Map<string, Cluster>();

/**
 * One `Cluster` for each endpoint. Credentials are part of the key, so that changed ones are used.
 */
export function clusterOf(endpoint: Endpoint): Cluster {
  const key = JSON.stringify(endpoint);
  let cluster = clusters.get(key);
  if (cluster === undefined) {
    cluster = new Cluster(endpoint, systemClock, processLog());
    clusters.set(key, cluster);
  }
  return cluster;
}
