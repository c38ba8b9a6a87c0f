/** Faults of processes and programs, which do not concern a single call. */
import { killedEngine } from "./killed-engine";
import { movedToDeadAddress } from "./dead-address";
import { createMany } from "./many";
import type { Row } from "./row";
import { ThreeWorkers, untilListening } from "./three-workers";

export const processFaults: readonly Row[] = [
  {
    name: "leader-killed",
    sample: true,
    what: "the leader of three workers is killed during 50 creates",
    cells: async () => {
      const three = await ThreeWorkers.start();
      const { leader, followerUrl: workerUrl } = three;
      const kill = () => Promise.resolve(void process.kill(leader.pid, "SIGKILL"));
      return [await createMany({ workerUrl, count: 50, after: 15, fault: kill })];
    },
  },
  {
    name: "cluster-restarted",
    what: "all three workers are restarted during 20 creates",
    cells: async () => {
      const three = await ThreeWorkers.start();
      const workerUrl = three.followerUrl;
      return [
        await createMany({
          workerUrl,
          count: 20,
          after: 5,
          fault: async ({ proxy }) => {
            await three.stopAll();
            await proxy.close(); // Like a Service without pods.
            const started = three.startAll();
            await untilListening(workerUrl);
            await proxy.open();
            await started;
          },
        }),
      ];
    },
  },
  {
    name: "moved-to-nowhere",
    sample: true,
    what: "`cluster.url` is changed to an address where nobody answers; then back",
    cells: async () => [await movedToDeadAddress()],
  },
  {
    name: "engine-killed",
    sample: true,
    what: "engine killed (-9) during `up`; then `cancel`, `up`, and `up` with `PULUMI_KAFKA_CONNECT_ADOPT_EQUAL`",
    cells: async () => [await killedEngine()],
  },
];

export async function stopThreeWorkers(): Promise<void> {
  await new ThreeWorkers().stopAll();
}
