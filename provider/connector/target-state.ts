/** Sets a connector's target state. Each of these writes may be repeated. */
import { workerVersion } from "../connect/version";
import { isConnectError } from "../core/errors";
import { UserError } from "../connect/explain";
import type { TargetState } from "../connect/status";
import type { Operation } from "./operation";

const CALL = { running: "resume", paused: "pause", stopped: "stop" } as const;

export async function bringToState(
  { cluster, inputs: { name }, deadline }: Operation,
  state: TargetState,
): Promise<void> {
  try {
    await cluster.write(name, () => cluster.api[CALL[state]](name), deadline);
  } catch (error) {
    if (state !== "stopped" || !isConnectError(error, "unsupported")) throw error;
    const { version } = await cluster.read(cluster.api.worker, deadline);
    throw new UserError(
      `connector "${name}": state "stopped" needs Kafka Connect 3.5 or later, and ${cluster.url} is ${workerVersion(version)}. Use "paused".`,
    );
  }
}
