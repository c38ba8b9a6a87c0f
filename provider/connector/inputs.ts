/** Brings a connector's inputs into their canonical form. */
import type { Declared } from "./config";
import type { ConnectorOffset } from "../connect/wire";
import type { Endpoint } from "../endpoint/endpoint";
import { CONNECTOR_ARGUMENTS } from "./arguments";
import { readArguments } from "../core/argument";
import type { Draft } from "../core/unknown";
import { type Failure, optional, type Raw, refuseUnknown, withoutNull } from "../core/values";
import { createRedactor, type Redactor } from "../connect/redact";
import type { TargetState, ConnectorWaitFor } from "../connect/status";
import { DEFAULT_TIMEOUT, parseDuration, type TimedOperation } from "../core/duration";
import { endpointSecrets } from "../endpoint/credentials";

export interface RestartPolicy {
  readonly type: "OnFailure" | "Never";
  readonly maxRetry: number;
}

export interface Inputs extends Declared {
  readonly cluster: Endpoint;
  readonly state: TargetState;
  readonly restartPolicy: RestartPolicy;
  readonly adopt: boolean;
  readonly validate: boolean;
  readonly waitFor: ConnectorWaitFor;
  readonly restartTriggers?: readonly unknown[];
  readonly offsets?: readonly ConnectorOffset[];
  readonly onDelete?: { readonly resetOffsets: boolean };
  /** In the format of Pulumi's `customTimeouts`: "10m", "1h30m", "90s". */
  readonly timeouts?: Readonly<Partial<Record<TimedOperation, string>>>;
  /** The keys in `secretKeys` for which Connect has not said yet whether they are passwords. */
  readonly pendingKeys?: readonly string[];
  /**
   * The arguments that the state keeps although they equal their default: see `stored-inputs.ts`.
   */
  readonly said?: readonly string[];
}

/** Properties that the provider stores in addition to the arguments. */
type Noted = "pendingKeys" | "said";

/** The inputs in check, diff and a preview, where any argument may be unknown. */
export type DraftInputs = Draft<Omit<Inputs, Noted>> & Pick<Inputs, Noted>;

/** The canonical inputs, and all mistakes in them. Canonical inputs stay unchanged. */
export function canonicalise(given: Raw): { inputs: DraftInputs; failures: Failure[] } {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  // null in JavaScript, or an Output of undefined, means that an argument is not set.
  const { __secretKeys, __secrets: _, secretKeys, ...raw } = withoutNull(given);
  refuseUnknown("", raw, CONNECTOR_ARGUMENTS, fail);
  const internal = optional("secretKeys", __secretKeys ?? secretKeys);
  const inputs = { ...internal, ...readArguments(CONNECTOR_ARGUMENTS, raw, "", fail, internal) };
  return { inputs: inputs as unknown as DraftInputs, failures };
}

export function timeoutMs(inputs: Pick<Inputs, "timeouts">, operation: TimedOperation): number {
  return parseDuration(inputs.timeouts?.[operation] ?? DEFAULT_TIMEOUT) ?? NaN;
}

interface Secrets extends Pick<Inputs, "config" | "cluster"> {
  readonly secretKeys?: readonly string[] | undefined;
}

/** Redacts every secret of these inputs. An update has two: the previous and the new ones. */
export function redactorOf(...inputs: Secrets[]): Redactor {
  return createRedactor(
    ...inputs.map(({ config, secretKeys, cluster }) => ({
      config,
      secretKeys,
      more: endpointSecrets(cluster),
    })),
  );
}
