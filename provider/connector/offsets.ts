/** A connector's offsets are changed while it is stopped: Connect allows it only then. */
import type { Cluster } from "../connect/session";
import { isConnectError } from "../core/errors";
import { explain, UserError } from "../connect/explain";
import type { Inputs } from "./inputs";
import type { Redactor } from "../connect/redact";
import { bringToState } from "./target-state";
import { waitForState } from "./wait";

/** Refuses a Connect that cannot change the offsets that `argument` is about, before anything is written. */
export async function requireOffsets(
  cluster: Cluster,
  name: string,
  argument: string,
  deadline: number,
): Promise<void> {
  try {
    // Whoever knows the call refuses an empty list; versions in the words of vendors tell less.
    await cluster.read(() => cluster.api.alterOffsets(name, []), deadline);
  } catch (error) {
    if (isConnectError(error, "unsupported")) {
      throw await tooOld(cluster, name, argument, deadline);
    }
    if (!isConnectError(error, "invalid", "missing")) throw error;
  }
}

/** Sets the declared offsets of a connector that was told to stop. It stays stopped. */
export async function setOffsets(
  cluster: Cluster,
  inputs: Inputs,
  redactor: Redactor,
  ranBefore: boolean,
  deadline: number,
): Promise<void> {
  const { name, offsets = [] } = inputs;
  await untilStopped(cluster, inputs, redactor, ranBefore, deadline);
  try {
    await cluster.write(name, () => cluster.api.alterOffsets(name, offsets), deadline);
  } catch (error) {
    throw explain(error, `set the offsets of connector "${name}"`, cluster, redactor);
  }
}

/** Stops a connector and forgets its offsets. */
export async function resetOffsets(
  cluster: Cluster,
  inputs: Inputs,
  redactor: Redactor,
  deadline: number,
): Promise<void> {
  const { name } = inputs;
  await bringToState(cluster, name, "stopped", deadline);
  await untilStopped(cluster, inputs, redactor, true, deadline);
  try {
    await cluster.write(name, () => cluster.api.resetOffsets(name), deadline);
  } catch (error) {
    if (!isConnectError(error, "unsupported")) throw error;
    throw await tooOld(cluster, name, "onDelete.resetOffsets", deadline);
  }
}

/** A task that is still at work would write its own offset over the new one. */
function untilStopped(
  cluster: Cluster,
  inputs: Inputs,
  redactor: Redactor,
  ranBefore: boolean,
  deadline: number,
) {
  const stopped = { ...inputs, state: "stopped", waitFor: "tasks" } as const;
  return waitForState(cluster, stopped, redactor, ranBefore, deadline);
}

async function tooOld(
  cluster: Cluster,
  name: string,
  argument: string,
  deadline: number,
): Promise<UserError> {
  const { version } = await cluster.read(cluster.api.worker, deadline);
  return new UserError(
    `connector "${name}": ${argument} needs Kafka Connect 3.6 or later, and ${cluster.url} is ${version}. ` +
      "Take it out of the program and run `pulumi up`.",
  );
}
