import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { repositoryFolder } from "../sandbox/paths";
import type { FaultProxy } from "../testkit/connect/proxy";
import { countedByKind } from "./call-kinds";
import type { ProgramOptions } from "./connectors";
import type { Action, Cycle, Measured } from "./measurement";
import type { Project } from "./project";

export interface Measurement {
  readonly cycle: Cycle;
  /** Bytes of state per resource. */
  readonly stateBytes: number;
}

/** Every action once, on a stack that is empty before and after. */
export async function projectCycle(
  project: Project,
  programOf: (options: ProgramOptions) => string,
  fixed: Pick<ProgramOptions, "url" | "brokers" | "size">,
  proxy: FaultProxy,
  /** The engine has no notion of a wait, so one run is enough. */
  withoutWait: boolean,
): Promise<Measurement> {
  const write = (revision: number, wait: boolean) =>
    project.program(programOf({ ...fixed, revision, wait }));
  const cycle: Partial<Record<Action, Measured>> = {};
  const measure = async (action: Action, run: () => Promise<Measured>) => {
    proxy.reset();
    cycle[action] = { ...(await run()), calls: countedByKind(proxy.calls) };
  };
  const empty = project.stateSize();
  write(1, true);
  await measure("preview, all new", () => project.preview());
  await measure("create", () => project.up());
  const stateBytes = (project.stateSize() - empty) / fixed.size;
  await measure("preview, no change", () => project.preview());
  await measure("up, no change", () => project.up());
  await measure("refresh", () => project.refresh());
  write(2, true);
  await measure("change all", () => project.up());
  await measure("destroy", () => project.destroy());
  if (withoutWait) {
    write(1, false);
    await measure("create, no wait", () => project.up());
    await project.destroy();
  }
  return { cycle, stateBytes };
}

const script = path.join(repositoryFolder, "bench", "rest-floor.ts");

/** In a separate process, so that the proxy does not take its time. */
export async function restCycle(url: string, brokers: string, size: number): Promise<Cycle> {
  const args = ["--import", "tsx", script, url, brokers, String(size)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repositoryFolder });
  return JSON.parse(stdout) as Cycle;
}
