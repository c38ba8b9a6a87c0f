import { sandboxInstance } from "../sandbox/paths";
import { type Stack, up } from "../sandbox/stack";

export const testInstance = sandboxInstance("test");

let running: Promise<Stack> | undefined;

/** The real broker, worker and engine of the tests: started once, stopped by tests/run.ts. */
export function sandbox(): Promise<Stack> {
  running ??= up(testInstance);
  return running;
}
