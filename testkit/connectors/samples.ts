import type { ConnectorInfo, ConnectorStatus, WireTaskStatus } from "../../provider/connect/wire";
import { canonicalise, type DraftInputs, type Inputs } from "../../provider/connector/inputs";
import { isKnown } from "../../provider/core/unknown";

/** Canonical inputs of a connector, with the test's own changes. */
export function sampleInputs(changes: Readonly<Record<string, unknown>> = {}): Inputs {
  const inputs = sampleDraft(changes);
  if (!isKnown(inputs)) throw new Error("a value is unknown: use sampleDraft");
  return inputs;
}

/** The same inputs in a preview. */
export function sampleDraft(changes: Readonly<Record<string, unknown>> = {}): DraftInputs {
  return canonicalise({
    cluster: { url: "http://connect:8083" },
    name: "orders",
    class: "org.example.OrdersSource",
    config: { topic: "orders" },
    ...changes,
  }).inputs;
}

export function sampleInfo(changes: Partial<ConnectorInfo> = {}): ConnectorInfo {
  return { name: "orders", type: "source", tasks: [], config: {}, ...changes };
}

export interface TaskSample {
  readonly state: string;
  readonly worker?: string;
  readonly trace?: string;
}

export function sampleStatus(
  state: string,
  tasks: readonly (string | TaskSample)[] = ["RUNNING"],
  connector: { readonly name?: string; readonly trace?: string } = {},
): ConnectorStatus {
  const { name = "orders", trace } = connector;
  return {
    name,
    type: "source",
    connector: { state, worker_id: "w1:8083", ...(trace === undefined ? {} : { trace }) },
    tasks: tasks.map((task, id): WireTaskStatus => {
      const sample = typeof task === "string" ? { state: task } : task;
      const { worker = "w1:8083" } = sample;
      const shown = sample.trace;
      return {
        id,
        state: sample.state,
        worker_id: worker,
        ...(shown === undefined ? {} : { trace: shown }),
      };
    }),
  };
}
