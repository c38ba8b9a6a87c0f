/**
 * What the processes of other providers know of a connector in this run. Each provider of a stack is a
 * process of its own: the dynamic one, the plugin's default provider, and each explicit one.
 */
import { UserError } from "../connect/explain";
import { engineAddress } from "../core/engine-address";
import { type Answer, Peers } from "../core/peers";
import type { Endpoint } from "../endpoint/endpoint";
import type { Inputs } from "./inputs";
import type { Operation } from "./operation";
import type { Claim, Doing } from "./this-run";

export interface Question {
  /** What the asking process is about to do. */
  readonly about: Doing;
  readonly name: string;
  readonly cluster: Pick<Endpoint, "id" | "url">;
  readonly onDelete?: Inputs["onDelete"];
}

export interface Known {
  /** With their credentials, as the engine hands them over too: from this process to that one only. */
  readonly claims: readonly Claim[];
  /** A resource of that process creates a connector of this name, or adopts it. */
  readonly creates: boolean;
  /** A resource of that process deletes a connector of this name. */
  readonly deletes: boolean;
}

let peers: Peers | undefined;

function peersOfRun(): Peers | undefined {
  const address = engineAddress();
  if (address === undefined) return undefined;
  if (peers?.engineAddress !== address) peers = new Peers(address);
  return peers;
}

/** Throws when the others can never find this process. */
export async function findable(answer: Answer): Promise<void> {
  await peersOfRun()?.join(answer);
}

/** What each other process knows. Nothing is done with a connector whose owner cannot be asked. */
export async function knownElsewhere(
  { doing, inputs }: Pick<Operation, "doing" | "inputs">,
  about: Doing,
): Promise<Known[]> {
  const { name, cluster, onDelete } = inputs;
  try {
    return await askElsewhere<Known>(cluster, { about, name, ...(onDelete && { onDelete }) });
  } catch (error) {
    throw new UserError(
      `${doing}: ${(error as Error).message}, and may manage this connector. Nothing was changed: run the command again.`,
    );
  }
}

/** The answers of the other processes. The question carries no credentials of the cluster. */
export async function askElsewhere<T>({ id, url }: Endpoint, question: object): Promise<T[]> {
  const cluster = id === undefined ? { url } : { id, url };
  return ((await peersOfRun()?.ask({ ...question, cluster })) ?? []) as T[];
}

export const AGAIN_MS = 200;

/** Whether a resource of another provider was just deleting the connector: it may be gone now. */
export async function wasDeletedElsewhere(op: Operation): Promise<boolean> {
  const { clock } = op.cluster;
  let was = false;
  while ((await knownElsewhere(op, "create")).some(({ deletes }) => deletes)) {
    if (clock.now() >= op.deadline) break;
    was = true;
    await clock.sleep(AGAIN_MS);
  }
  return was;
}
