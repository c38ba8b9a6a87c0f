/** The outputs of a connector in the state, and how to read the declared inputs back from them. */
import type { Cluster } from "../connect/session";
import type { ConnectorStatus } from "../connect/wire";
import { type Inputs } from "./inputs";
import { type StoredInputs, withDefaults, withoutDefaults } from "./stored-inputs";
import type { Redactor } from "../connect/redact";
import {
  type StatusOutputs,
  type TargetState,
  statusOutputs,
  withShortTraces,
} from "../connect/status";

/** Each byte is written once per connector, so nothing is stored twice. */
export interface Outputs extends Omit<StoredInputs, "name" | "state">, StatusOutputs {
  readonly connectorName: string;
  readonly clusterId: string;
  /** The declared state, if it differs from the actual one, `state`. */
  readonly targetState?: TargetState;
}

/** As the engine passes them, including the provider's text. */
export type Props<T> = T & { readonly __provider?: string };

export function outputsOf(
  cluster: Pick<Cluster, "id">,
  inputs: Inputs,
  redactor: Redactor,
  status: ConnectorStatus | undefined,
  type?: string,
): Outputs {
  const { name, state, ...stored } = withoutDefaults(inputs);
  const actual = withShortTraces(statusOutputs(status, redactor, type));
  return withoutUndefined({
    ...stored,
    connectorName: name,
    clusterId: cluster.id,
    ...(actual.state === state ? {} : { targetState: state }),
    ...actual,
  });
}

/** The declared inputs of a connector that is in the state. */
export function declaredIn(props: Props<Outputs>): Inputs {
  const { __provider, connectorName, clusterId, targetState, ...rest } = props;
  const { type, state, tasks, failedTasks, workerId, trace, ...stored } = rest;
  return withDefaults({
    ...stored,
    name: connectorName,
    state: targetState ?? (state as TargetState),
  });
}

/** The workers that ran a connector when it was last seen. */
export function workersOf({ workerId, tasks }: Partial<Outputs>): string[] {
  const all = [workerId, ...(tasks ?? []).map((task) => task.workerId)];
  return all.filter((worker) => worker !== undefined);
}

/**
 * An `undefined` anywhere in a provider's result fails the whole operation in the engine, after the
 * connector was created. So every result goes through this function.
 */
export function withoutUndefined<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
