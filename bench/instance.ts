import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { type Instance, instanceAt, repositoryFolder, sandboxInstance } from "../sandbox/paths";

/** Where results and figures go. */
export const output = path.join(repositoryFolder, ".sandbox");
mkdirSync(output, { recursive: true });

/** Beside the instances of the quickstart and of the tests. */
export function benchInstance(name: string): Instance {
  return instanceAt(name, path.join(output, name), sandboxInstance("test").portBase + 100);
}
