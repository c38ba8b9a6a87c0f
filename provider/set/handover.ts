/**
 * State that the resources of a set share within one run; one process serves them all.
 *
 * A `ConnectorNames` records which names were free before the set creates its connectors. If a
 * connector with such a name exists later and equals the program, an interrupted run of this set
 * created it.
 *
 * A set does not delete connectors in its own update, because the engine may run that before it
 * reaches another resource that adopts the connector. The engine deletes replaced resources after
 * it has seen the whole program. So the connectors that a set gives up are deleted with the
 * replaced `ConnectorNames`.
 */
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import type { Leaving } from "./outputs";

class Handover {
  readonly #free = new Set<string>();
  readonly #leaving = new Map<string, Leaving>();

  noteFree(cluster: Endpoint, names: Iterable<string>): void {
    for (const name of names) this.#free.add(keyOf(cluster, name));
  }

  wasFree(cluster: Endpoint, name: string): boolean {
    return this.#free.has(keyOf(cluster, name));
  }

  noteLeaving(cluster: Endpoint, leaving: Readonly<Record<string, Leaving>>): void {
    for (const [name, how] of Object.entries(leaving)) {
      for (const key of keysOf(cluster, name)) this.#leaving.set(key, how);
    }
  }

  leavingOf(cluster: Endpoint, name: string): Leaving | undefined {
    const [byId, byUrl] = keysOf(cluster, name).map((key) => this.#leaving.get(key));
    return byId ?? byUrl;
  }

  /** Clears everything for the next run. */
  end(): void {
    this.#free.clear();
    this.#leaving.clear();
  }
}

function keyOf(cluster: Endpoint, name: string): string {
  return JSON.stringify([clusterId(cluster), name]);
}

/** Between two runs, a cluster can get an id or a new address. */
function keysOf(cluster: Endpoint, name: string): string[] {
  return [clusterId(cluster), cluster.url].map((key) => JSON.stringify([key, name]));
}

export const handover = new Handover();
