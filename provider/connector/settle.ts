/** Brings what was made to its declared state, and gives the outputs. */
import type { Cluster } from "../connect/session";
import type { ConnectorStatus } from "../connect/api";
import { explain } from "../connect/explain";
import type { Inputs } from "./inputs";
import { setOffsets } from "./offsets";
import { type Outputs, outputsOf, type Props, withoutUndefined } from "./outputs";
import type { Made } from "./reconcile";
import type { Redactor } from "../connect/redact";
import { bringToState } from "./target-state";
import { UnhealthyError, waitForState } from "./wait";

/** Waits for the declared state and gives the outputs; what is made but not healthy is kept in the state. */
export async function settle(
  cluster: Cluster,
  inputs: Props<Inputs>,
  redactor: Redactor,
  made: Made,
  deadline: number,
): Promise<Outputs> {
  const { offsets } = made;
  // What the state tells is what was done: the next run sets what this one could not.
  let done = offsets === undefined ? inputs : withOffsets(inputs, offsets.before);
  const outputs = (status: ConnectorStatus | undefined) =>
    outputsOf(cluster, done, redactor, status, made.type);
  try {
    if (offsets !== undefined) {
      if (!offsets.stopped) await bringToState(cluster, inputs.name, "stopped", deadline);
      await setOffsets(cluster, inputs, redactor, made.ranBefore, deadline);
      done = inputs;
    }
    if (made.stillTo !== undefined) {
      await bringToState(cluster, inputs.name, made.stillTo, deadline);
    }
    if (inputs.waitFor === "none") {
      const statuses = await cluster.read(() => cluster.statusPoll.next(), deadline);
      return outputs(statuses.get(inputs.name));
    }
    const ranBefore = made.ranBefore && offsets === undefined;
    return outputs(await waitForState(cluster, inputs, redactor, ranBefore, deadline));
  } catch (error) {
    if (error instanceof UnhealthyError) {
      throw new CreatedButUnhealthy(inputs.name, outputs(error.lastStatus), error.reasons);
    }
    const { message } = explain(error, `wait for connector "${inputs.name}"`, cluster, redactor);
    throw new CreatedButUnhealthy(inputs.name, outputs(undefined), [message]);
  }
}

function withOffsets(
  { offsets: _, ...inputs }: Props<Inputs>,
  offsets: Inputs["offsets"],
): Props<Inputs> {
  return offsets === undefined ? inputs : { ...inputs, offsets };
}

/**
 * The form in which the engine takes a partial failure: it keeps the resource, shows the reasons
 * and plans an update for the next run. `properties` must hold the inputs, the provider's text too.
 */
export class CreatedButUnhealthy extends Error {
  readonly id: string;
  readonly properties: object;
  readonly reasons: readonly string[];

  constructor(id: string, properties: object, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "CreatedButUnhealthy";
    this.id = id;
    this.properties = withoutUndefined(properties);
    this.reasons = reasons;
  }
}
