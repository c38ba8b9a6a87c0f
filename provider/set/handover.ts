/**
 * What the resources of a set share within one run: one process serves them all.
 *
 * A `ConnectorNames` records which names were free before the set creates its connectors. What then
 * exists under such a name, and equals the program, comes from an interrupted run of this set.
 *
 * A set deletes no connector in its own update, because the engine may run that before it has seen
 * another resource of the program that adopts the connector. The engine deletes what was replaced
 * when it has seen the whole program: so the names that a set gives up are deleted with the replaced
 * `ConnectorNames`.
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

  /** Forgets everything: the next run is another one. */
  end(): void {
    this.#free.clear();
    this.#leaving.clear();
  }
}

function keyOf(cluster: Endpoint, name: string): string {
  return JSON.stringify([clusterId(cluster), name]);
}

/** The id of a cluster can be set, or its address change, between two runs. */
function keysOf(cluster: Endpoint, name: string): string[] {
  return [clusterId(cluster), cluster.url].map((key) => JSON.stringify([key, name]));
}

export const handover = new Handover();
