/** A connector's inputs in one form, whichever way the user wrote them. */
import type { Declared } from "./config";
import { canonicalConfig } from "./config-inputs";
import type { ConnectorOffset } from "../connect/api";
import type { Endpoint } from "../endpoint/endpoint";
import { canonicalEndpoint } from "../endpoint/canonical";
import { canonicalOffsets } from "./offset-inputs";
import {
  asNumber,
  type Fail,
  type Failure,
  holdsInexact,
  isListOfTexts,
  isMap,
  isWholeNumber,
  oneOf,
  optional,
  type Raw,
  refuseUnknown,
  UNKNOWN,
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

export const DEFAULTS = {
  tasksMax: 1,
  state: "running",
  restartPolicy: { type: "OnFailure", maxRetry: 10 },
  adopt: false,
  validate: true,
  waitFor: "tasks",
} as const;

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

const ARGUMENTS = {
  cluster: true,
  name: true,
  class: true,
  tasksMax: true,
  config: true,
  state: true,
  restartPolicy: true,
  restartTriggers: true,
  offsets: true,
  onDelete: true,
  adopt: true,
  validate: true,
  waitFor: true,
  ignoreKeys: true,
  secretKeys: true,
  timeouts: true,
} satisfies Record<Exclude<keyof Inputs, "pendingKeys">, true>;

/** The canonical inputs, and everything that is wrong with them. Canonical inputs give themselves. */
export function canonicalise(given: Raw): { inputs: Inputs; failures: Failure[] } {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  // JavaScript's null, and an Output of undefined, mean that an argument is not given.
  const { __secretKeys: secretKeys, __secrets: _, ...raw } = withoutNull(given);
  refuseUnknown("", raw, ARGUMENTS, fail);
  const inputs: Record<string, unknown> = {
    name: raw.name,
    class: raw.class,
    tasksMax: raw.tasksMax ?? DEFAULTS.tasksMax,
    state: raw.state ?? DEFAULTS.state,
    restartPolicy: canonicalPolicy(raw.restartPolicy ?? {}, fail),
    adopt: raw.adopt ?? DEFAULTS.adopt,
    validate: raw.validate ?? DEFAULTS.validate,
    waitFor: raw.waitFor ?? DEFAULTS.waitFor,
    ...optional("ignoreKeys", raw.ignoreKeys),
    ...optional("secretKeys", secretKeys ?? raw.secretKeys),
    ...optional("timeouts", raw.timeouts),
    ...optional("restartTriggers", raw.restartTriggers),
    ...optional("offsets", canonicalOffsets(raw.offsets ?? [], fail)),
    ...optional("onDelete", canonicalOnDelete(raw.onDelete ?? {}, fail)),
  };
  inputs.cluster = canonicalEndpoint(raw.cluster, fail);
  inputs.config = canonicalConfig(raw.config ?? {}, inputs, fail);
  checkArguments(inputs, fail);
  inputs.tasksMax = asNumber(inputs.tasksMax);
  if (inputs.restartPolicy !== UNKNOWN) {
    const { maxRetry, ...rest } = inputs.restartPolicy as Raw;
    inputs.restartPolicy = { ...rest, maxRetry: asNumber(maxRetry) };
  }
  return { inputs: inputs as unknown as Inputs, failures };
}

function canonicalPolicy(raw: unknown, fail: Fail): unknown {
  if (raw === UNKNOWN) return UNKNOWN;
  if (!isMap(raw)) {
    fail("restartPolicy", "must be a map of `type` and `maxRetry`");
    return DEFAULTS.restartPolicy;
  }
  refuseUnknown("restartPolicy", raw, { type: true, maxRetry: true }, fail);
  return { ...DEFAULTS.restartPolicy, ...withoutNull(raw) };
}

/** Absent when nothing is to be done. */
function canonicalOnDelete(raw: unknown, fail: Fail): unknown {
  if (raw === UNKNOWN) return UNKNOWN;
  if (!isMap(raw)) {
    fail("onDelete", "must be a map of `resetOffsets`");
    return undefined;
  }
  refuseUnknown("onDelete", raw, { resetOffsets: true }, fail);
  const { resetOffsets = false } = withoutNull(raw);
  if (typeof resetOffsets !== "boolean" && resetOffsets !== UNKNOWN) {
    fail("onDelete.resetOffsets", "must be true or false");
  }
  return resetOffsets === false ? undefined : { resetOffsets };
}

function checkArguments(inputs: Raw, fail: Fail): void {
  const { name, tasksMax } = inputs;
  if (name !== UNKNOWN) checkName(name, fail);
  if (typeof inputs.class !== "string" || inputs.class.trim() === "") {
    fail("class", "is required: the connector class, or its alias");
  } else if (inputs.class.includes("${")) {
    fail("class", "must not hold a reference: what it defines as secret is learned by its name");
  }
  if (tasksMax !== UNKNOWN && !isWholeNumber(tasksMax, 1)) {
    fail("tasksMax", "must be a whole number of at least 1");
  }
  const { type, maxRetry } = inputs.restartPolicy as Raw;
  oneOf("restartPolicy.type", type, ["OnFailure", "Never"], fail);
  if (maxRetry !== undefined && maxRetry !== UNKNOWN && !isWholeNumber(maxRetry, 0)) {
    fail("restartPolicy.maxRetry", "must be a whole number of at least 0");
  }
  oneOf("state", inputs.state, ["running", "paused", "stopped"], fail);
  oneOf("waitFor", inputs.waitFor, ["tasks", "connector", "none"], fail);
  for (const flag of ["adopt", "validate"]) {
    const value = inputs[flag];
    if (typeof value !== "boolean" && value !== UNKNOWN) fail(flag, "must be true or false");
  }
  const { restartTriggers = [], ignoreKeys = [] } = inputs;
  if (restartTriggers !== UNKNOWN && !Array.isArray(restartTriggers)) {
    fail("restartTriggers", "must be a list of values");
  } else if (holdsInexact(restartTriggers)) {
    fail(
      "restartTriggers",
      "holds a number that cannot be kept exactly: beyond 2^53, written with an exponent, NaN or Infinity. Write it as a string",
    );
  }
  if (ignoreKeys !== UNKNOWN && !isListOfTexts(ignoreKeys)) {
    fail("ignoreKeys", "must be a list of keys");
  }
  checkTimeouts(inputs.timeouts ?? {}, fail);
}

function checkTimeouts(timeouts: unknown, fail: Fail): void {
  if (timeouts === UNKNOWN) return;
  if (!isMap(timeouts)) {
    fail("customTimeouts", 'must be a map such as { create: "10m" }');
    return;
  }
  for (const [verb, duration] of Object.entries(timeouts)) {
    if (duration !== UNKNOWN && parseDuration(String(duration)) === undefined) {
      fail(`customTimeouts.${verb}`, `"${String(duration)}" is no duration such as "10m" or "90s"`);
    }
  }
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Jetty takes 8192 bytes for the request line and the headers together. On a real worker (Connect 4.3)
 * 7874 of them were left for the name in the longest path, of a restart, without credentials: these,
 * and what a gateway adds, have the rest.
 */
const LONGEST_NAME = 7_000;

/** Names that the REST API accepts but then can't address. */
function checkName(name: unknown, fail: Fail): void {
  if (typeof name !== "string" || name === "") {
    fail("name", "must not be empty");
  } else if (name !== name.trim()) {
    fail("name", "must not begin or end with a blank: Connect cuts it off");
  } else if (name === "." || name === ".." || /[/%\\]/.test(name)) {
    fail("name", "must not be `.` or `..` nor hold `/`, `%` or `\\`: REST could not address it");
  } else if (CONTROL_CHARACTER.test(name) || /\p{Surrogate}/u.test(name)) {
    fail("name", "must not hold control characters");
  } else if (encodeURIComponent(name).length > LONGEST_NAME) {
    fail(
      "name",
      `must not be longer than ${LONGEST_NAME} bytes when it is percent-encoded in a url: REST could not address it`,
    );
  }
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
