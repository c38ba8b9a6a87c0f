import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { type Instance, instanceAt, repositoryFolder, sandboxInstance } from "../sandbox/paths";

/** The folder for results and figures. */
export const output = path.join(repositoryFolder, ".sandbox");
mkdirSync(output, { recursive: true });

/** Separate from the instances of the quickstart and the tests. */
export function benchInstance(name: string): Instance {
  return instanceAt(name, path.join(output, name), sandboxInstance("test").portBase + 100);
}
