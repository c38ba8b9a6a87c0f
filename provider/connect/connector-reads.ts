/**
 * Reads connectors, either all in one list, with a single call, or a few by their names, which
 * avoids a list of megabytes on a cluster with thousands.
 */
import { type Clock } from "../core/clock";
import { isConnectError, unlessMissing } from "../core/errors";
import { SharedRead } from "../core/shared-read";
import type { ConnectApi } from "./api";
import type { ConnectorList, ConnectorStatus } from "./wire";

/** In a list, a connector has about 1 kB. */
const MANY_ON_CLUSTER = 100;
/**
 * Reading one by name takes two calls. An engine on two cores reads 8 at a time, which is too many
 * for that.
 */
const FEW_WANTED = 6;
/**
 * How long the first connector of a process waits for others, because the engine sends several at
 * once.
 */
const GATHER_MS = 50;

export type Statuses = ReadonlyMap<string, ConnectorStatus>;

export class ConnectorReads {
  readonly #api: ConnectApi;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #seen: (statuses: Statuses) => void;
  readonly #all: SharedRead<ConnectorList>;
  readonly #single = new Map<string, SharedRead<ConnectorList>>();
  readonly #wantedAt = new Map<string, number>();
  #polled = new Set<string>();
  #onCluster: number | undefined;
  #count: Promise<void> | undefined;
  #byName = false;

  /**
   * Does not reuse an answer older than `maxAgeMs`. `seen` gets the statuses of each answer once.
   */
  constructor(api: ConnectApi, clock: Clock, maxAgeMs: number, seen: (statuses: Statuses) => void) {
    this.#api = api;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
    this.#seen = seen;
    this.#all = new SharedRead(() => this.#readAll(), clock);
  }

  /** Whether some connectors were left out, so that it is unknown on which workers those run. */
  get leavesOut(): boolean {
    return this.#byName;
  }

  /** A list that includes this connector, if it exists, from a read that began after `since`. */
  async list(name: string, since: number): Promise<ConnectorList> {
    const oldest = this.#clock.now() - this.#maxAgeMs;
    const begun = Math.max(oldest, since);
    this.#wantedAt.set(name, this.#clock.now());
    const wanted = () => [...this.#wantedAt.values()].filter((at) => at > oldest).length;
    const known = this.#all.begunAfter(begun);
    if (known !== undefined) return known;
    if (this.#onCluster === undefined) await this.#clock.sleep(GATHER_MS);
    if (!(await this.#isByName(wanted))) return this.#all.get(begun);
    let read = this.#single.get(name);
    if (read === undefined) {
      read = new SharedRead(() => this.#readOne(name), this.#clock);
      this.#single.set(name, read);
    }
    return read.get(begun);
  }

  /** Makes the next poll include this connector. */
  poll(name: string): void {
    this.#polled.add(name);
  }

  /** The statuses of all connectors, or only of the polled ones. */
  async statuses(): Promise<Statuses> {
    const names = [...this.#polled];
    this.#polled = new Set();
    if (!(await this.#isByName(() => names.length))) {
      const statuses = await this.#api.statuses();
      this.#onCluster = statuses.size;
      this.#seen(statuses);
      return statuses;
    }
    const lists = await Promise.all(
      names.map(async (name) => [name, await unlessMissing(this.#api.status(name))] as const),
    );
    const statuses = mapOf(lists);
    this.#seen(statuses);
    return statuses;
  }

  async #isByName(wanted: () => number): Promise<boolean> {
    if (wanted() > FEW_WANTED) return false;
    this.#count ??= this.#countConnectors().finally(() => (this.#count = undefined));
    await this.#count;
    const byName = (this.#onCluster ?? 0) > MANY_ON_CLUSTER && wanted() <= FEW_WANTED;
    this.#byName ||= byName;
    return byName;
  }

  /** Asks only for the names: for 2000 connectors they have 50 kB, and the full list 2 MB. */
  async #countConnectors(): Promise<void> {
    if (this.#onCluster !== undefined) return;
    try {
      this.#onCluster = (await this.#api.names()).length;
    } catch (error) {
      // The list call will meet any other error too.
      if (!isConnectError(error) || isConnectError(error, "unreachable", "busy")) throw error;
    }
  }

  async #readAll(): Promise<ConnectorList> {
    const list = await this.#api.list();
    this.#onCluster = Math.max(list.infos.size, list.statuses.size);
    this.#seen(list.statuses);
    return list;
  }

  async #readOne(name: string): Promise<ConnectorList> {
    const [info, status] = await Promise.all([
      unlessMissing(this.#api.info(name)),
      unlessMissing(this.#api.status(name)),
    ]);
    const statuses = mapOf([[name, status]]);
    this.#seen(statuses);
    return { infos: mapOf([[name, info]]), statuses };
  }
}

function mapOf<T>(entries: readonly (readonly [string, T | undefined])[]): Map<string, T> {
  return new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
