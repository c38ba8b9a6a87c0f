/** Plans the steps that bring a connector to its declared inputs. Pure: no clock, no calls. */
import { isDeepStrictEqual } from "node:util";
import type { Config, ConfigPatch, ConnectorInfo, ConnectorStatus } from "../connect/wire";
import { isSecretKey } from "../connect/secret-keys";
import { driftedState, type TargetState, targetShown } from "../connect/status";
import { optional } from "../core/values";
import {
  alreadyThere,
  hides,
  isHidden,
  isIgnored,
  OWN_KEYS,
  sameConfig,
  wireConfig,
  withIgnoredKeys,
} from "./config";
import type { Inputs } from "./inputs";

/** A connector on the cluster. */
export interface Live {
  readonly info: ConnectorInfo;
  /** Undefined while Connect has no status. */
  readonly status: ConnectorStatus | undefined;
}

/** What differs between the program and the state. */
export interface Change {
  readonly config: boolean;
  /** The previously declared config. */
  readonly before: Config;
  /** The previously declared state; undefined if it is unknown. */
  readonly stateBefore?: TargetState;
  /** Whether a running connector has to be restarted although nothing differs. */
  readonly restart?: boolean;
  /** Set if the declared offsets have to be set; `before` are the previous ones. */
  readonly offsets?: { readonly before?: Inputs["offsets"] };
}

/** Each step contains the previous values, so that the state can record what was really done. */
export type Step =
  /** Creates a connector with a POST, whose answer proves that it did not exist. */
  | { readonly do: "create"; readonly state: TargetState }
  /** Asks whether Connect accepts the config, before the connector is stopped for it. */
  | { readonly do: "validate"; readonly config: Config }
  | { readonly do: "setState"; readonly state: TargetState; readonly from?: TargetState }
  /** Writes the whole config; a masked value on the server stands for the one in `before`. */
  | { readonly do: "putConfig"; readonly config: Config; readonly before: Config }
  /**
   * Writes single keys, null to remove one, and leaves all others unchanged. Without PATCH, writes
   * `whole`, unless the server hides the value of `hidden` keys. `showsSecrets`: the server shows one
   * of our own secrets, so the secrets of others in `whole` are no masks.
   */
  | {
      readonly do: "patchConfig";
      readonly patch: ConfigPatch;
      readonly hidden: readonly string[];
      readonly showsSecrets: boolean;
      readonly whole: Config;
      readonly before: Config;
    }
  | { readonly do: "restart"; readonly parts: "all" | "failed" }
  /** The connector is stopping. */
  | {
      readonly do: "setOffsets";
      readonly before: Inputs["offsets"];
      readonly ranBefore: boolean;
    }
  /** `ranBefore`: the status may still show what ran before the last write. */
  | { readonly do: "wait"; readonly ranBefore: boolean };

/** Without `live`, the connector is created. */
export function plan(live: Live | undefined, wanted: Inputs, change: Change): Step[] {
  return live === undefined ? creation(wanted) : changes(live, wanted, change);
}

/** The state of a new connector: everything remains to be done. */
export const NEW: Change = { config: true, before: {} };

/** The change of an update: compares the declared inputs with the previous ones. */
export function changeBetween(before: Inputs, wanted: Inputs): Change {
  return {
    config: !sameConfig(wireConfig(before), wireConfig(wanted)),
    before: wireConfig(before),
    stateBefore: before.state,
    restart: !isDeepStrictEqual(before.restartTriggers, wanted.restartTriggers),
    ...(setsOffsets(wanted, before) ? { offsets: { before: before.offsets } } : {}),
  };
}

/** The change of an adoption: compares the declared inputs with the live connector. */
export function adoptionOf(live: ConnectorInfo, wanted: Inputs): Change {
  return {
    config: true,
    before: live.config,
    ...(setsOffsets(wanted, undefined) ? { offsets: {} } : {}),
  };
}

/**
 * A running connector moves its offsets itself, so they are set only if the program declares other
 * ones.
 */
export function setsOffsets(wanted: Inputs, before: Inputs | undefined): boolean {
  return wanted.offsets !== undefined && !isDeepStrictEqual(wanted.offsets, before?.offsets);
}

/** It must not run before it has its offsets. */
function creation(wanted: Inputs): Step[] {
  const { state, offsets } = wanted;
  const first = offsets === undefined ? state : "stopped";
  return [
    { do: "create", state: first },
    ...(offsets === undefined ? [] : [offsetsStep(undefined, false)]),
    ...(first === state ? [] : [setState(state, first)]),
    { do: "wait", ranBefore: false },
  ];
}

/**
 * For paused or stopped, the state comes before the config; for running, after it. So neither the
 * new nor the old config ever runs by mistake. Offsets come after the config, while the connector
 * is stopped: a connector checks them against its config, and a refused config must not change
 * them.
 */
function changes({ info, status }: Live, wanted: Inputs, change: Change): Step[] {
  const { state } = wanted;
  const failed = driftedState(status, state) === "failed";
  const shown = targetShown(status);
  const declared = shown ?? change.stateBefore;
  // A rebalance hides the target state. So does a failure, and somebody may have paused the failed
  // connector since.
  const current = shown ?? (failed ? undefined : change.stateBefore);
  const first = change.offsets === undefined ? state : "stopped";
  const stops = first !== "running" && current !== first;
  const write = change.config && !alreadyThere(wanted, info.config, change.before);
  const restart = restartOf(change, write, failed && first !== "stopped");
  const resumes = change.offsets === undefined && state === "running" && current !== state;
  const writes = write ? [configStep(wanted, info.config, change.before)] : [];
  return [
    ...(stops ? writes.flatMap(validation) : []),
    ...(stops ? [setState(first, declared)] : []),
    ...writes,
    ...restart,
    ...(change.offsets === undefined
      ? []
      : [offsetsStep(change.offsets.before, restart.length > 0 || current !== "stopped")]),
    ...(change.offsets !== undefined && state !== "stopped" ? [setState(state, "stopped")] : []),
    ...(resumes ? [setState(state, declared)] : []),
    {
      do: "wait",
      ranBefore: change.offsets === undefined && (write || failed || restart.length > 0),
    },
  ];
}

/**
 * A changed config restarts everything by itself. Nothing else makes a connector read its
 * references again, not even a resume from stopped. The restart comes before a resume, so that a
 * paused connector does not continue with old values.
 */
function restartOf({ restart }: Change, write: boolean, failed: boolean): Step[] {
  if (write || (restart !== true && !failed)) return [];
  return [{ do: "restart", parts: restart === true ? "all" : "failed" }];
}

/** A patched config can be validated only if no value is hidden. */
function validation(step: Step): Step[] {
  if (step.do === "putConfig") return [{ do: "validate", config: step.config }];
  if (step.do !== "patchConfig" || step.hidden.length > 0) return [];
  return [{ do: "validate", config: step.whole }];
}

/**
 * A PUT replaces the whole config. It would overwrite values of others that the server hides with a
 * mask, or drop them: a mask may look like any value, and a server may leave the key out.
 */
function configStep(wanted: Inputs, live: Config, before: Config): Step {
  const wire = wireConfig(wanted);
  const whole = withIgnoredKeys(wanted, live);
  const hidden = Object.entries(live)
    .filter(
      ([key, value]) => wire[key] === undefined && isIgnored(key, wanted) && isHidden(key, value),
    )
    .map(([key]) => key);
  if (hidden.length === 0 && (wanted.ignoreKeys ?? []).length === 0) {
    return { do: "putConfig", config: whole, before };
  }
  const patch: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(wire)) {
    const shown = live[key];
    const same =
      shown === value ||
      (shown !== undefined && before[key] === value && hides(wanted, key, shown, value));
    if (!same && key !== OWN_KEYS.name) patch[key] = value;
  }
  for (const key of Object.keys(live)) {
    if (wire[key] === undefined && !isIgnored(key, wanted)) patch[key] = null;
  }
  const showsSecrets = [wire, ...(before === live ? [] : [before])].some((config) =>
    Object.entries(config).some(([key, value]) => live[key] === value && isOurSecret(key, wanted)),
  );
  return { do: "patchConfig", patch, hidden, showsSecrets, whole, before };
}

function isOurSecret(key: string, { secretKeys = [] }: Inputs): boolean {
  return secretKeys.includes(key) || isSecretKey(key);
}

function setState(state: TargetState, from: TargetState | undefined): Step {
  return { do: "setState", state, ...(from === undefined ? {} : { from }) };
}

function offsetsStep(before: Inputs["offsets"], ranBefore: boolean): Step {
  return { do: "setOffsets", before, ranBefore };
}

/** The inputs that describe a connector before the steps `left` are done. */
export function inputsWithout<T extends Inputs>(left: readonly Step[], wanted: T): T {
  return left.reduceRight<T>((inputs, step) => {
    if (step.do === "setState") return { ...inputs, state: step.from ?? inputs.state };
    if (step.do !== "setOffsets") return inputs;
    if (step.before !== undefined) return { ...inputs, offsets: step.before };
    const { offsets: _, said, ...rest } = inputs;
    return {
      ...rest,
      ...optional(
        "said",
        said?.filter((key) => key !== "offsets"),
      ),
    } as T;
  }, wanted);
}
