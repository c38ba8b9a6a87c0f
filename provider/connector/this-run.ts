/**
 * What this process knows about the connectors of this run of the engine. It serves all resources of one
 * provider. Two resources can have the same connector, for example after a rename in the program. The
 * delete of one must then not delete the connector of the other. `other-processes.ts` asks the processes
 * of other providers.
 */
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import type { Config } from "../connect/wire";
import type { Inputs } from "./inputs";
import { type Declaration, isSameDeclaration, isSecondCheck } from "./second-check";

export type How =
  /** A resource of the program had it before this run, and still declares it. */
  | "kept"
  /** A resource of the program will adopt it. */
  | "adopting"
  | "adopted"
  /** Connect accepted its POST. */
  | "created"
  /** It exists, and the resource that wanted to create it was refused. */
  | "refused";

export interface Claim {
  readonly cluster: Endpoint;
  readonly how: How;
  /** The stored properties of the resource that has it, to recognise that resource's own delete. */
  readonly stored?: object;
}

/** Facts about a connector that already exists. */
export interface Provenance {
  /** An interrupted run of the same resource must have created it, if it equals the program. */
  readonly interrupted: boolean;
}

/** A connector that this run may delete, and the one that it then creates in its place. */
export interface Replacement {
  readonly before: Inputs;
  readonly wanted: Inputs;
  /** To another cluster, where it is created first. */
  readonly moves: boolean;
  /** To a cluster that does not exist yet, so `wanted` is the same as `before`. */
  readonly somewhere?: true;
  /** What the create will know of a connector that it finds there. */
  readonly provenance?: Provenance | undefined;
}

/** A write under way whose outcome decides what another process may do. */
export type Doing = "create" | "delete";

export class ThisRun {
  readonly #claims = new Map<string, Map<string, Claim>>();
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #doing = new Map<string, Set<symbol>>();
  readonly #postponed = new Map<string, () => Promise<void>>();
  readonly #declared = new Map<string, Declaration>();
  readonly #different = new Set<string>();
  readonly #moved = new Map<string, Endpoint>();
  readonly #planned = new Set<string>();
  readonly #elsewhere = new Set<string>();
  readonly #replacements = new Map<string, Replacement>();
  readonly #takenAlong = new Map<string, Config>();

  claim(cluster: Endpoint, name: string, how: How, stored?: object): void {
    const claims = this.#claims.get(name) ?? new Map<string, Claim>();
    const claim = { cluster, how, ...(stored === undefined ? {} : { stored }) };
    this.#claims.set(name, claims.set(clusterId(cluster), claim));
  }

  /** A resource with many connectors stores each of them in its own form. */
  storedAs(cluster: Endpoint, name: string, stored: object): void {
    const claim = this.#claims.get(name)?.get(clusterId(cluster));
    if (claim?.stored !== undefined) this.claim(cluster, name, claim.how, stored);
  }

  /**
   * Whether another resource has declared the connector, in the preview or in the update. A forced
   * replacement declares it once more.
   */
  isDeclaredTwice(cluster: Endpoint, name: string, declaration: Declaration): boolean {
    const key = connectorKey(cluster, name);
    const before = this.#declared.get(key);
    const twice = before?.preview === declaration.preview;
    const again = twice && isSecondCheck(before, declaration);
    this.#declared.set(key, { ...declaration, again });
    return twice && !again;
  }

  /** Whether its resource is probably replaced: the engine has checked it a second time. */
  isDeclaredAgain(cluster: Endpoint, name: string): boolean {
    return this.#declared.get(connectorKey(cluster, name))?.again === true;
  }

  /**
   * Withdraws the claim of a resource that is replaced. The engine checks a replacement twice: the second
   * time as if it were new, with the same inputs. Gives whether it is one.
   */
  isReplaced(cluster: Endpoint, name: string, declaration: Declaration): boolean {
    const before = this.#declared.get(connectorKey(cluster, name));
    if (before === undefined || !this.isKept(cluster, name)) return false;
    if (!isSameDeclaration(before, declaration)) return false;
    return this.#claims.get(name)?.delete(clusterId(cluster)) ?? false;
  }

  /** Whether a resource had the connector before this run and still declares it. */
  isKept(cluster: Endpoint, name: string): boolean {
    return this.#claims.get(name)?.get(clusterId(cluster))?.how === "kept";
  }

  claimsOf(name: string): Claim[] {
    return [...(this.#claims.get(name)?.values() ?? [])];
  }

  /** Whether a resource has created or adopted the connector in this run. */
  hasMade(cluster: Endpoint, name: string): boolean {
    return this.claimsOf(name).some(
      (claim) =>
        isSameAddress(claim.cluster, cluster) && ["created", "adopted"].includes(claim.how),
    );
  }

  /** Ensures that create and delete of the same connector never overlap. */
  async alone<T>(cluster: Endpoint, name: string, work: () => Promise<T>): Promise<T> {
    const key = connectorKey(cluster, name);
    const before = this.#busy.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#busy.set(key, mine);
    return mine;
  }

  async during<T>(doing: Doing, name: string, work: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([doing, name]);
    const all = this.#doing.get(key) ?? new Set();
    const mine = Symbol();
    this.#doing.set(key, all.add(mine));
    try {
      return await work();
    } finally {
      all.delete(mine);
    }
  }

  isDoing(doing: Doing, name: string): boolean {
    return (this.#doing.get(JSON.stringify([doing, name]))?.size ?? 0) > 0;
  }

  /** Postpones a delete until the same run recreates the connector, as in a forced replacement. */
  postpone(cluster: Endpoint, name: string, remove: () => Promise<void>): void {
    this.#postponed.set(connectorKey(cluster, name), remove);
  }

  async removePostponed(cluster: Endpoint, name: string): Promise<void> {
    const key = connectorKey(cluster, name);
    const remove = this.#postponed.get(key);
    this.#postponed.delete(key);
    await remove?.();
  }

  /** Records whether two addresses lead to the same cluster. */
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

  /** Records what a connector becomes if this run replaces it; undefined if that is unknown. */
  plansReplacement({ cluster, name }: Inputs, planned: Replacement | undefined): void {
    const key = connectorKey(this.addressOf(cluster), name);
    const matters = planned?.moves === true || planned?.wanted.ignoreKeys !== undefined;
    if (planned !== undefined && matters) this.#replacements.set(key, planned);
    else this.#replacements.delete(key);
  }

  replacementOf(cluster: Endpoint, name: string): Replacement | undefined {
    return this.#replacements.get(connectorKey(cluster, name));
  }

  /** The replacement that creates this connector. */
  replacementBy(cluster: Endpoint, name: string): Replacement | undefined {
    return [...this.#replacements.values()].find(
      ({ wanted }) => wanted.name === name && isSameAddress(wanted.cluster, cluster),
    );
  }

  /** Keeps keys of a deleted connector for the one that is created in its place. */
  takesAlong(cluster: Endpoint | undefined, name: string, keys: Config): void {
    this.#takenAlong.set(connectorKey(cluster ?? ANYWHERE, name), keys);
  }

  takenAlong(cluster: Endpoint, name: string): Config | undefined {
    const [here, anywhere] = [cluster, ANYWHERE].map((one) => connectorKey(one, name));
    return this.#takenAlong.get(here ?? "") ?? this.#takenAlong.get(anywhere ?? "");
  }

  /**
   * Records that the workers behind a url will become another cluster. Until then they show the old
   * one.
   */
  plansToBecome(fromId: string, toId: string): void {
    this.#planned.add(JSON.stringify([fromId, toId]));
  }

  /** Records that the workers have become the other cluster. */
  hasBecome(fromId: string, toId: string): void {
    this.#planned.delete(JSON.stringify([fromId, toId]));
  }

  isToBecome(fromId: string, toId: string): boolean {
    return this.#planned.has(JSON.stringify([fromId, toId]));
  }

  /** Records that the workers belong to another Kafka than when some connectors were created. */
  hasLeftKafka(id: string): void {
    this.#elsewhere.add(id);
  }

  mayLack(id: string): boolean {
    return this.#elsewhere.has(id);
  }

  /** Clears everything for the next run. */
  end(): void {
    const seen = [this.#claims, this.#busy, this.#doing, this.#postponed, this.#declared];
    const ways = [this.#different, this.#moved, this.#planned, this.#elsewhere];
    const replaced = [this.#replacements, this.#takenAlong];
    for (const each of [...seen, ...ways, ...replaced]) each.clear();
  }

  /** The address that the program now uses for this cluster. */
  addressOf(cluster: Endpoint): Endpoint {
    return this.#moved.get(cluster.url) ?? cluster;
  }
}

/** The cluster of a connector whose new cluster does not exist yet. */
const ANYWHERE = { url: "" };

type Address = Pick<Endpoint, "id" | "url">;

/** Whether two endpoints name the same cluster: an id or an address can change while the other stays. */
export function isSameAddress(one: Address, other: Address): boolean {
  return clusterId(one) === clusterId(other) || one.url === other.url;
}

function connectorKey(cluster: Pick<Endpoint, "url">, name: string): string {
  return JSON.stringify([cluster.url, name]);
}

function pairKey(one: Endpoint, other: Endpoint): string {
  return JSON.stringify([one.url, other.url]);
}

export const thisRun = new ThisRun();
