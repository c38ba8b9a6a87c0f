/** Gives a connector the state that is wanted of it: each of these writes may be repeated. */
import type { Cluster } from "../connect/session";
import { isConnectError } from "../core/errors";
import { UserError } from "../connect/explain";
import type { TargetState } from "../connect/status";

export async function bringToState(
  cluster: Cluster,
  name: string,
  state: TargetState,
  deadline: number,
): Promise<void> {
  const call = { running: "resume", paused: "pause", stopped: "stop" } as const;
  try {
    await cluster.write(name, () => cluster.api[call[state]](name), deadline);
  } catch (error) {
    if (state !== "stopped" || !isConnectError(error, "unsupported")) throw error;
    const { version } = await cluster.read(cluster.api.worker, deadline);
    throw new UserError(
      `connector "${name}": state "stopped" needs Kafka Connect 3.5 or later, and ${cluster.url} is ${version}. Use "paused".`,
    );
  }
}
