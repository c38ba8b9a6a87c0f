/**
 * What this run of the engine has seen of its connectors: one process serves all resources of a run.
 * Two resources can mean the same connector, as after a rename in the program: then the delete of one
 * must not take the connector from the other.
 */
import { clusterId, type Endpoint } from "../endpoint/endpoint";

export type How =
  /** A resource of the program had it before this run and still declares it. */
  | "kept"
  /** A resource of the program will adopt it. */
  | "adopting"
  | "adopted"
  /** By a POST that Connect accepted. */
  | "created"
  /** It exists, but the resource that wanted it could not have it. */
  | "refused";

export interface Claim {
  readonly cluster: Endpoint;
  readonly how: How;
  /** What this run has stored for the resource that has it, to recognise that resource's own delete. */
  readonly stored?: object;
}

export class ThisRun {
  readonly #claims = new Map<string, Map<string, Claim>>();
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #postponed = new Map<string, () => Promise<void>>();
  readonly #different = new Set<string>();
  readonly #moved = new Map<string, Endpoint>();
  readonly #planned = new Set<string>();
  readonly #elsewhere = new Set<string>();

  claim(cluster: Endpoint, name: string, how: How, stored?: object): void {
    const claims = this.#claims.get(name) ?? new Map<string, Claim>();
    const claim = { cluster, how, ...(stored === undefined ? {} : { stored }) };
    this.#claims.set(name, claims.set(clusterId(cluster), claim));
  }

  /** A resource with many connectors stores each in a form of its own. */
  storedAs(cluster: Endpoint, name: string, stored: object): void {
    const claim = this.#claims.get(name)?.get(clusterId(cluster));
    if (claim?.stored !== undefined) this.claim(cluster, name, claim.how, stored);
  }

  claimsOf(name: string): Claim[] {
    return [...(this.#claims.get(name)?.values() ?? [])];
  }

  /** Create and delete of one connector never overlap. */
  async alone<T>(cluster: Endpoint, name: string, work: () => Promise<T>): Promise<T> {
    const key = connectorKey(cluster, name);
    const before = this.#busy.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#busy.set(key, mine);
    return mine;
  }

  /** A delete that happens only if the same run creates the connector again: a forced replacement. */
  postpone(cluster: Endpoint, name: string, remove: () => Promise<void>): void {
    this.#postponed.set(connectorKey(cluster, name), remove);
  }

  async removePostponed(cluster: Endpoint, name: string): Promise<void> {
    const key = connectorKey(cluster, name);
    const remove = this.#postponed.get(key);
    this.#postponed.delete(key);
    await remove?.();
  }

  /** Two addresses were found to lead to different clusters, or to the same one. */
  compared(from: Endpoint, to: Endpoint, same: boolean): void {
    if (!same) {
      this.#different.add(pairKey(from, to));
      return;
    }
    this.#moved.set(from.url, to);
    for (const key of [pairKey(from, to), pairKey(to, from)]) this.#different.delete(key);
  }

  areDifferent(one: Endpoint, other: Endpoint): boolean {
    return this.#different.has(pairKey(one, other)) || this.#different.has(pairKey(other, one));
  }

  /** The workers behind one url shall become another cluster: until then they show the one of before. */
  plansToBecome(fromId: string, toId: string): void {
    this.#planned.add(JSON.stringify([fromId, toId]));
  }

  /** Now the workers show the cluster that they are. */
  hasBecome(fromId: string, toId: string): void {
    this.#planned.delete(JSON.stringify([fromId, toId]));
  }

  isToBecome(fromId: string, toId: string): boolean {
    return this.#planned.has(JSON.stringify([fromId, toId]));
  }

  /** The workers belong to another Kafka than when some of the connectors were created. */
  hasLeftKafka(id: string): void {
    this.#elsewhere.add(id);
  }

  mayLack(id: string): boolean {
    return this.#elsewhere.has(id);
  }

  /** Forgets everything: the next run is another one. */
  end(): void {
    const seen = [this.#claims, this.#busy, this.#postponed, this.#different];
    for (const each of [...seen, this.#moved, this.#planned, this.#elsewhere]) each.clear();
  }

  /** The address under which the program reaches this cluster now. */
  addressOf(cluster: Endpoint): Endpoint {
    return this.#moved.get(cluster.url) ?? cluster;
  }
}

/** Whether two endpoints name the same cluster: an id or an address can change while the other stays. */
export function isSameAddress(one: Endpoint, other: Endpoint): boolean {
  return clusterId(one) === clusterId(other) || one.url === other.url;
}

function connectorKey(cluster: Endpoint, name: string): string {
  return JSON.stringify([cluster.url, name]);
}

function pairKey(one: Endpoint, other: Endpoint): string {
  return JSON.stringify([one.url, other.url]);
}

export const thisRun = new ThisRun();
