import { json, useServer } from "../connect/scripted-server";
import { type Inputs } from "../../provider/connector/inputs";
import { type StoredInputs } from "../../provider/connector/stored-inputs";
import * as lifecycle from "../../provider/connector/lifecycle";
import type { Outputs, Props } from "../../provider/connector/outputs";
import { thisRun } from "../../provider/connector/this-run";
import { useFakeSystemClock } from "../fake-clock";
import { sampleInfo, sampleInputs, sampleStatus } from "./samples";

export const PROVIDER = "the provider's text";

/** Arguments for the operations on a connector, with a scripted server instead of Connect. */
export function useLifecycle() {
  const use = useServer();
  useFakeSystemClock();
  beforeEach(() => thisRun.end());
  beforeEach(() => use.server.on("GET /health", json({ status: "healthy" })));

  const inputsOf = (changes: Readonly<Record<string, unknown>> = {}): Props<Inputs> => ({
    ...sampleInputs({ cluster: { url: use.server.url }, ...changes }),
    __provider: PROVIDER,
  });
  const wireOf = (inputs: Inputs, more: Readonly<Record<string, string>> = {}) => ({
    name: "orders",
    "connector.class": inputs.class,
    "tasks.max": String(inputs.tasksMax),
    ...inputs.config,
    ...more,
  });
  const listed = (
    inputs: Inputs,
    more?: Readonly<Record<string, string>>,
    status = sampleStatus("RUNNING"),
  ) => json({ orders: { info: sampleInfo({ config: wireOf(inputs, more) }), status } });
  const statuses = (...of: Parameters<typeof sampleStatus>) =>
    json({ orders: { status: sampleStatus(...of) } });

  /** An old state, which contains every default, `name` and `targetState`. */
  const oldStateOf = (inputs: Props<Inputs>, state: string): Props<Outputs> & Inputs => ({
    ...inputs,
    connectorName: "orders",
    clusterId: use.server.url,
    targetState: inputs.state,
    type: "source",
    // The actual state replaces the declared one.
    state: state as Inputs["state"],
    tasks: [],
    failedTasks: [],
    workerId: "w1:8083",
  });

  async function created(inputs: Props<StoredInputs>): Promise<Props<Outputs>> {
    use.server
      .on("POST /connectors", json(sampleInfo(), 201))
      .on("GET /connectors?expand=status", statuses("RUNNING"));
    const { outs } = await lifecycle.create(inputs);
    use.server.calls.length = 0;
    thisRun.end();
    return outs as Props<Outputs>;
  }

  return { use, inputsOf, wireOf, listed, statuses, oldStateOf, created };
}
