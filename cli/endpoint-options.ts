import type { Cluster } from "../provider/connect/session";
import { systemClock } from "../provider/core/clock";
import type { ConnectorStatus } from "../provider/connect/wire";
import { DEFAULTS } from "../provider/connector/arguments";
import type { Inputs } from "../provider/connector/inputs";
import { type Redactor, UNKNOWN_CONFIG } from "../provider/connect/redact";
import { type TargetState, assess } from "../provider/connect/status";
import { rootCause } from "../provider/connect/trace";
import type { Found } from "./connector-name";
import { CliError, EXIT } from "./exit";
import { redactorsFor } from "./redactors";
import type { Session } from "./session";

/** The provider's writes and waits. They load Pulumi, which takes most of a second. */
export async function clusterIn({ target }: Session): Promise<Cluster> {
  const { Cluster } = await import("../provider/connect/session.js");
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  return new Cluster(target.endpoint, systemClock, { progress: say, info: say, warn: say });
}

/** Waits until the connector has reached the state, and returns a sentence about it. */
export async function reach(
  { api, deadline, target }: Session,
  cluster: Cluster,
  { name, status: before, declared }: Found,
  state: TargetState,
): Promise<string> {
  const { waitForState, UnhealthyError } = await import("../provider/connector/wait.js");
  const makesTasks = declared?.makesTasks ?? !(wasRunning(before) && before?.tasks.length === 0);
  const wanted = { state, waitFor: makesTasks ? ("tasks" as const) : ("connector" as const) };
  const inputs: Inputs = {
    ...DEFAULTS,
    ...wanted,
    cluster: target.endpoint,
    name,
    class: "",
    config: {},
    restartPolicy: { type: "Never", maxRetry: 0 },
  };
  try {
    const waiting = { cluster, inputs, redactor: UNKNOWN_CONFIG, deadline };
    const status = await waitForState(waiting, true);
    const { length } = status.tasks;
    const tasks = `${length} task${length === 1 ? "" : "s"}`;
    return `connector "${name}" is ${state}${length === 0 ? "" : `, with ${tasks}`}`;
  } catch (error) {
    if (!(error instanceof UnhealthyError)) throw error;
    const redactor = (await redactorsFor([name], api, target.declared))(name);
    throw new CliError(EXIT.failed, whyNot(name, assess(error.lastStatus, wanted), redactor), {
      cause: error,
    });
  }
}

function wasRunning(status: ConnectorStatus | undefined): boolean {
  return status?.connector.state === "RUNNING";
}

function whyNot(name: string, verdict: ReturnType<typeof assess>, redactor: Redactor): string {
  if (verdict.kind === "failed") {
    const parts = verdict.parts.map(
      ({ part, workerId, trace }) =>
        `${part} failed on ${workerId}: ${rootCause(redactor.trace(trace))}`,
    );
    return `connector "${name}": ${parts.join("; ")}. \`status ${name} --traces\` shows all of it`;
  }
  const reason = verdict.kind === "settling" ? verdict.reason : "its state changes";
  return `connector "${name}" did not reach the state in time: ${reason}. To wait longer, pass --timeout`;
}
