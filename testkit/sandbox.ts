import { laneInstance } from "../sandbox/paths";
import { type Stack, up } from "../sandbox/stack";

/** Of the lane in which this process runs: suites side by side share no broker, worker or state. */
export const testInstance = laneInstance(Number(process.env["TEST_LANE"] ?? 0));

/** The one node of Kubernetes that a machine can have, for all lanes. */
export const nodeInstance = laneInstance(0);

let running: Promise<Stack> | undefined;

/** The real broker, worker and engine of the tests: started once, stopped by tests/run.ts. */
export function sandbox(): Promise<Stack> {
  running ??= up(testInstance);
  return running;
}
