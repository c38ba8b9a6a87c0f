/** A connector's inputs in one form, whichever way the user wrote them. */
import type { Declared } from "./config";
import type { ConnectorOffset } from "../connect/api";
import type { Endpoint } from "../endpoint/endpoint";
import { CONNECTOR_ARGUMENTS, DEFAULTS } from "./arguments";
import { readArguments } from "../core/argument";
import {
  type Failure,
  isMap,
  optional,
  type Raw,
  refuseUnknown,
  withoutNull,
} from "../core/values";
import { createRedactor, type Redactor } from "../connect/redact";
import { withoutMarks } from "../core/secret-mark";
import type { TargetState, ConnectorWaitFor } from "../connect/status";
import { DEFAULT_TIMEOUT, parseDuration, type Verb } from "../core/duration";
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
  /** As Pulumi's `customTimeouts` has them: "10m", "1h30m", "90s". */
  readonly timeouts?: Readonly<Partial<Record<Verb, string>>>;
  /** Those of `secretKeys` of which Connect has not said yet whether they are passwords. */
  readonly pendingKeys?: readonly string[];
}

/** Left out of the state where they are the default: it holds the inputs twice. */
const UNSAID = ["tasksMax", "restartPolicy", "adopt", "validate", "waitFor"] as const;
type Unsaid = (typeof UNSAID)[number];

/**
 * Inputs as they are stored: `state` is there in any case, so that a preview shows what it was. Which
 * keys are secret is internal: the engine shows no property whose name begins with `__`.
 */
export type StoredInputs = Omit<Inputs, Unsaid | "secretKeys" | "pendingKeys"> &
  Partial<Pick<Inputs, Unsaid>> & { readonly __secrets?: StoredSecrets };

export interface StoredSecrets {
  readonly keys: readonly string[];
  readonly pending?: readonly string[];
}

export function withoutDefaults<T extends Inputs>(inputs: T) {
  const { secretKeys, pendingKeys, ...rest } = inputs;
  const said = ([key, value]: [string, unknown]) =>
    !(UNSAID as readonly string[]).includes(key) ||
    JSON.stringify(value) !== JSON.stringify(DEFAULTS[key as Unsaid]);
  const secrets =
    secretKeys === undefined
      ? {}
      : { __secrets: { keys: secretKeys, ...optional("pending", pendingKeys) } };
  const stored = { ...Object.fromEntries(Object.entries(rest).filter(said)), ...secrets };
  return stored as Omit<T, Unsaid | "secretKeys" | "pendingKeys"> &
    Partial<Pick<T, Unsaid>> & { readonly __secrets?: StoredSecrets };
}

/** Releases before 0.1.0 stored `secretKeys` as it is. */
export function withDefaults<T extends StoredInputs>(
  stored: T & { readonly secretKeys?: readonly string[] },
): Omit<T, "__secrets"> & Inputs {
  const { state: _, ...unsaid } = DEFAULTS;
  const { __secrets, ...rest } = stored;
  const { keys = rest.secretKeys, pending } = __secrets ?? {};
  return {
    ...unsaid,
    ...rest,
    ...(isMap(rest.config) ? { config: withoutMarks(rest.config) } : {}),
    ...optional("secretKeys", keys),
    ...optional("pendingKeys", pending),
  } as Omit<T, "__secrets"> & Inputs;
}

/** The canonical inputs, and everything that is wrong with them. Canonical inputs give themselves. */
export function canonicalise(given: Raw): { inputs: Inputs; failures: Failure[] } {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  // JavaScript's null, and an Output of undefined, mean that an argument is not given.
  const { __secretKeys, __secrets: _, secretKeys, ...raw } = withoutNull(given);
  refuseUnknown("", raw, CONNECTOR_ARGUMENTS, fail);
  const internal = optional("secretKeys", __secretKeys ?? secretKeys);
  const inputs = { ...internal, ...readArguments(CONNECTOR_ARGUMENTS, raw, "", fail, internal) };
  return { inputs: inputs as unknown as Inputs, failures };
}

export function timeoutMs(inputs: Pick<Inputs, "timeouts">, verb: Verb): number {
  return parseDuration(inputs.timeouts?.[verb] ?? DEFAULT_TIMEOUT) ?? NaN;
}

/** Keeps to itself every secret of these inputs: an update has those of before and those of now. */
export function redactorOf(...inputs: Inputs[]): Redactor {
  return createRedactor(
    ...inputs.map(({ config, secretKeys, cluster }) => ({
      config,
      secretKeys,
      more: endpointSecrets(cluster),
    })),
  );
}
