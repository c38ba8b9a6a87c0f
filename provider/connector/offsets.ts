/** Changes a connector's offsets while it is stopped, because Connect allows it only then. */
import { workerVersion } from "../connect/version";
import { isConnectError } from "../core/errors";
import { explain, UserError } from "../connect/explain";
import type { Operation } from "./operation";
import { bringToState } from "./target-state";
import { waitForState } from "./wait";

/** Refuses `argument` before any write if Connect cannot change offsets. */
export async function requireOffsets(op: Operation, argument: string): Promise<void> {
  const { cluster, inputs, deadline } = op;
  try {
    // A version with this call refuses an empty list; a vendor's version number proves less.
    await cluster.read(() => cluster.api.alterOffsets(inputs.name, []), deadline);
  } catch (error) {
    if (isConnectError(error, "unsupported")) throw await tooOld(op, argument);
    if (!isConnectError(error, "invalid", "missing")) throw error;
  }
}

/** Sets the declared offsets of a connector that is stopping. It stays stopped. */
export async function setOffsets(op: Operation, ranBefore: boolean): Promise<void> {
  const { cluster, inputs, redactor, deadline } = op;
  const { name, offsets = [] } = inputs;
  await untilStopped(op, ranBefore);
  try {
    await cluster.write(name, () => cluster.api.alterOffsets(name, offsets), deadline);
  } catch (error) {
    throw explain(error, `set the offsets of connector "${name}"`, cluster, redactor);
  }
}

/** Stops a connector and resets its offsets. */
export async function resetOffsets(op: Operation): Promise<void> {
  const { cluster, inputs, deadline } = op;
  const { name } = inputs;
  await bringToState(op, "stopped");
  await untilStopped(op, true);
  try {
    await cluster.write(name, () => cluster.api.resetOffsets(name), deadline);
  } catch (error) {
    if (!isConnectError(error, "unsupported")) throw error;
    throw await tooOld(op, "onDelete.resetOffsets");
  }
}

/** A task that still runs would overwrite the new offset with its own. */
async function untilStopped(op: Operation, ranBefore: boolean): Promise<void> {
  const inputs = { ...op.inputs, state: "stopped", waitFor: "tasks" } as const;
  await waitForState({ ...op, inputs }, ranBefore);
}

async function tooOld(
  { cluster, inputs, deadline }: Operation,
  argument: string,
): Promise<UserError> {
  const { version } = await cluster.read(cluster.api.worker, deadline);
  return new UserError(
    `connector "${inputs.name}": ${argument} needs Kafka Connect 3.6 or later, and ${cluster.url} is ${workerVersion(version)}. ` +
      "Remove it from the program and run `pulumi up`.",
  );
}
