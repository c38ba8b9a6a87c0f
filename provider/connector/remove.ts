/** Deletes a connector. One that is already gone is deleted: that is no error. */
import { DELETE_UNREACHABLE, deleteUnreachableHint, explain, UserError } from "../connect/explain";
import { isConnectError } from "../core/errors";
import { resetOffsets } from "./offsets";
import type { Operation } from "./operation";

export async function removeConnector(op: Operation, name: string): Promise<void> {
  const { cluster, deadline, doing, inputs, redactor } = op;
  try {
    if (inputs.onDelete !== undefined) await resetOffsets(op);
    await cluster.write(name, () => cluster.api.remove(name), deadline);
  } catch (error) {
    if (isConnectError(error, "missing")) return;
    if (!isConnectError(error, "unreachable")) throw error;
    if (process.env[DELETE_UNREACHABLE] === "true") {
      cluster.log.warn(`connector "${name}" is dropped from the state: ${cluster.url} is away`);
      return;
    }
    const { message } = explain(error, doing, cluster, redactor);
    throw new UserError(`${message}\n${deleteUnreachableHint(cluster)}`);
  }
  await untilGone(op, name);
}

async function untilGone({ cluster, deadline, doing }: Operation, name: string): Promise<void> {
  cluster.namesPoll.hurry();
  while ((await cluster.read(() => cluster.namesPoll.next(), deadline)).includes(name)) {
    if (cluster.clock.now() >= deadline) {
      throw new UserError(`${doing}: ${cluster.url} still lists it`);
    }
  }
}
