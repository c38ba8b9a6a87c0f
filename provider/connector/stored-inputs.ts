/** A connector's inputs in the state: short, because the state contains them twice. */
import { withoutMarks } from "../core/secret-mark";
import { type Draft, isUnknown } from "../core/unknown";
import { isMap, optional, type Raw } from "../core/values";
import type { Endpoint } from "../endpoint/endpoint";
import { CONNECTOR_ARGUMENTS, DEFAULTS, ON_DELETE_ARGUMENTS } from "./arguments";
import type { DraftInputs, Inputs } from "./inputs";

/** Defaults that the state leaves out. Canonical inputs do not contain empty lists. */
const UNSAID = {
  tasksMax: DEFAULTS.tasksMax,
  restartPolicy: DEFAULTS.restartPolicy,
  adopt: DEFAULTS.adopt,
  validate: DEFAULTS.validate,
  waitFor: DEFAULTS.waitFor,
  ignoreKeys: CONNECTOR_ARGUMENTS.ignoreKeys.default,
  restartTriggers: CONNECTOR_ARGUMENTS.restartTriggers.default,
  offsets: CONNECTOR_ARGUMENTS.offsets.default,
  onDelete: { resetOffsets: ON_DELETE_ARGUMENTS.resetOffsets.default },
} as const;
type Unsaid = keyof typeof UNSAID;

/**
 * The stored inputs. They always contain `state`, so that a preview shows the old one. Which keys
 * are secret is internal: the engine does not show properties whose names begin with `__`.
 */
export type StoredInputs = Omit<Inputs, Unsaid | Internal> &
  Partial<Pick<Inputs, Unsaid>> & { readonly __secrets?: StoredSecrets };
type Internal = "secretKeys" | "pendingKeys" | "said";

export interface StoredSecrets {
  readonly keys: readonly string[];
  readonly pending?: readonly string[];
}

/**
 * A default is stored if the state already has the argument, so that a preview shows `3 => 1`
 * instead of a removed 3.
 */
export function saidAsBefore(before: object, inputs: DraftInputs): DraftInputs {
  if (Object.keys(before).length === 0) return inputs;
  const { said: _, ...rest } = inputs;
  return { ...rest, ...optional("said", saidInState(before)) };
}

/** For a new connector, the arguments that its program sets. */
export function saidIn(given: object, inputs: DraftInputs): DraftInputs {
  return { ...inputs, ...optional("said", saidArguments(given)) };
}

function saidArguments(raw: Raw | object): string[] {
  return Object.keys(UNSAID).filter((key) => (raw as Raw)[key] != null);
}

/** Releases before 0.1.0 stored `secretKeys`: a refresh must not show that as a change. */
function saidInState(stored: object): string[] {
  return [...saidArguments(stored), ...("secretKeys" in stored ? ["secretKeys"] : [])];
}

type Stored<T extends DraftInputs> = Omit<T, Unsaid | Internal> &
  Partial<Pick<T, Unsaid>> & {
    readonly __secrets?: T extends Inputs ? StoredSecrets : Draft<StoredSecrets>;
  };

export function withoutDefaults<T extends DraftInputs>(inputs: T): Stored<T> {
  const { secretKeys, pendingKeys, said = [], ...rest } = inputs;
  const kept = Object.entries({ ...rest, ...nothings(said, rest) }).filter(
    ([key, value]) => said.includes(key) || !isDefault(key, value),
  );
  const asBefore = said.includes("secretKeys") && pendingKeys === undefined;
  const __secrets = { keys: secretKeys, ...optional("pending", pendingKeys) };
  const secrets = secretKeys === undefined ? {} : asBefore ? { secretKeys } : { __secrets };
  return { ...Object.fromEntries(kept), ...secrets } as unknown as Stored<T>;
}

/** Early releases stored `secretKeys` instead of `__secrets`. */
interface Old {
  readonly secretKeys?: readonly string[];
}

export function withDefaults<T extends StoredInputs>(
  stored: T & Old,
): Omit<T, "__secrets"> & Inputs;
export function withDefaults<T extends Draft<StoredInputs>>(
  stored: T & Old,
): Omit<T, "__secrets"> & DraftInputs;
export function withDefaults(stored: Draft<StoredInputs> & Old): DraftInputs {
  const { state: _, ...defaults } = DEFAULTS;
  const { __secrets, ...rest } = stored;
  const { keys = rest.secretKeys, pending } = isUnknown(__secrets) ? {} : (__secrets ?? {});
  const given = Object.entries(rest).filter(([key, value]) => !isNothing(key, value));
  return {
    ...defaults,
    ...Object.fromEntries(given),
    ...(isMap(rest.config) ? { config: withoutMarks(rest.config) } : {}),
    ...optional("secretKeys", keys),
    ...optional("pendingKeys", pending),
    ...optional("said", saidInState(rest)),
  } as DraftInputs;
}

/** For a delete, which needs nothing of the connector's config. */
export function inputsToDelete(
  cluster: Endpoint,
  name: string,
  more: Pick<StoredInputs, "onDelete" | "timeouts">,
): Inputs {
  return withDefaults({ cluster, name, class: "", config: {}, state: "running", ...more });
}

function nothings(said: readonly string[], inputs: Raw): Raw {
  const absent = said.filter((key) => inputs[key] === undefined);
  return Object.fromEntries(absent.map((key) => [key, UNSAID[key as Unsaid]]));
}

function isNothing(key: string, value: unknown): boolean {
  return !Object.hasOwn(DEFAULTS, key) && isDefault(key, value);
}

const UNSAID_JSON = new Map(
  Object.entries(UNSAID).map(([key, value]) => [key, JSON.stringify(value)]),
);

function isDefault(key: string, value: unknown): boolean {
  const unsaid = UNSAID_JSON.get(key);
  return unsaid !== undefined && JSON.stringify(value) === unsaid;
}
