/** What the state keeps of a connector, and how the declared inputs are read back from it. */
import type { Cluster } from "./cluster";
import type { ConnectorStatus } from "./connect-api";
import type { Inputs, TargetState } from "./inputs";
import type { Redactor } from "./secrets";
import { type StatusOutputs, statusOutputs } from "./status";

export interface Outputs extends Omit<Inputs, "state">, StatusOutputs {
  readonly connectorName: string;
  readonly clusterId: string;
  /** The declared state; `state` is the actual one. */
  readonly targetState: TargetState;
}

/** As the engine hands them over: with the provider's text among them. */
export type Props<T> = T & { readonly __provider?: string };

export function outputsOf(
  cluster: Pick<Cluster, "id">,
  inputs: Inputs,
  redactor: Redactor,
  status: ConnectorStatus | undefined,
  type?: string,
): Outputs {
  return withoutUndefined({
    ...inputs,
    connectorName: inputs.name,
    clusterId: cluster.id,
    targetState: inputs.state,
    ...statusOutputs(status, redactor, type),
  });
}

/** The declared inputs of a connector that is in the state. */
export function declaredIn(props: Props<Outputs>): Inputs {
  const { __provider, connectorName, clusterId, targetState, ...rest } = props;
  const { type, tasks, failedTasks, workerId, trace, ...inputs } = rest;
  return { ...inputs, state: targetState };
}

/**
 * An `undefined` anywhere in what a provider returns fails the whole operation in the engine, after
 * the connector was made: everything that is returned goes through here.
 */
export function withoutUndefined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
