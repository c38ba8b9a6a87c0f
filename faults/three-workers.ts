import { readFileSync } from "node:fs";
import { portAnswers } from "../sandbox/port";
import { startWorker, stopWorker, type Worker, workerUrl } from "../sandbox/worker";
import { waitUntil } from "../sandbox/wait";
import { sandbox, testInstance } from "../testkit/sandbox";

const FIRST_PORT = testInstance.portBase + 50;
const members = [0, 1, 2].map((i) => ({ name: `faults-${i}`, port: FIRST_PORT + i }));

const groupId = "faults";
// The group notices a killed worker after six seconds instead of ten.
const properties = { "session.timeout.ms": "6000", "heartbeat.interval.ms": "2000" };

/** A separate Connect cluster, because its workers are killed. Keeps running workers. */
export class ThreeWorkers {
  #workers: Worker[] = [];

  static async start(): Promise<ThreeWorkers> {
    await sandbox(); // The broker.
    const three = new ThreeWorkers();
    await three.startAll();
    return three;
  }

  /** The worker that assigns the work, and to which the others forward every write. */
  get leader(): Worker {
    const port = leaderPort(this.#workers);
    const leader = this.#workers.find((worker) => worker.port === port);
    if (leader === undefined) throw new Error(`no worker has the leader's port ${port}`);
    return leader;
  }

  get followerUrl(): string {
    const { name } = this.leader;
    return workerUrl(this.#workers.find((worker) => worker.name !== name)?.port ?? 0);
  }

  async startAll(): Promise<void> {
    this.#workers = await Promise.all(
      members.map((member) => startWorker(testInstance, { ...member, groupId, properties })),
    );
  }

  async stopAll(): Promise<void> {
    await Promise.all(members.map(({ name }) => stopWorker(testInstance, name)));
  }
}

/** Waits until a worker listens, which is long before it is ready. */
export async function untilListening(url: string): Promise<void> {
  const port = Number(new URL(url).port);
  await waitUntil(() => portAnswers(port), { what: `port ${port}`, deadlineMs: 60_000 });
}

/** No endpoint reports the leader, but each worker that joins the group logs it. */
function leaderPort(workers: readonly Worker[]): number {
  const joined = workers.flatMap(({ logFile }) =>
    [
      ...readFileSync(logFile, "utf8").matchAll(/^\[([^\]]+)\].*leaderUrl='http:\/\/[^:]+:(\d+)/gm),
    ].map(([, at = "", port]) => ({ at, port: Number(port) })),
  );
  const last = joined.sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (last === undefined) throw new Error("no worker has logged who leads");
  return last.port;
}
