import * as os from "node:os";
import { mostLanes } from "../../sandbox/paths";

const GIGABYTE = 1024 ** 3;
/** For one lane: a broker, a worker, and an engine with its providers; or some workers in pods. */
const GIGABYTES_PER_LANE = 4;

interface Machine {
  readonly cores: number;
  readonly memory: number;
}

/** How many suites run side by side: one more than there are cores, since each waits half its time. */
export function lanesFor(text: string | undefined, machine: Machine = thisMachine()): number {
  if (text !== undefined && text !== "") {
    const lanes = Number(text);
    if (Number.isInteger(lanes) && lanes >= 1 && lanes <= mostLanes) return lanes;
    throw new Error(
      `TEST_LANES must be a whole number from 1 to ${mostLanes}, but it is "${text}"`,
    );
  }
  const byMemory = Math.floor(machine.memory / GIGABYTE / GIGABYTES_PER_LANE);
  return Math.max(1, Math.min(machine.cores + 1, byMemory, 4));
}

function thisMachine(): Machine {
  return { cores: os.availableParallelism(), memory: os.totalmem() };
}

/** Runs each job once, until `stop`. A lane takes the next job when its last one has ended. */
export async function runInLanes<Job>(
  jobs: readonly Job[],
  lanes: number,
  stop: AbortSignal,
  run: (job: Job, lane: number) => Promise<void>,
): Promise<void> {
  const queue = [...jobs];
  const next = () => (stop.aborted ? undefined : queue.shift());
  await Promise.all(
    Array.from({ length: Math.min(lanes, jobs.length) }, async (_, lane) => {
      for (let job = next(); job !== undefined; job = next()) await run(job, lane);
    }),
  );
}
