/**
 * Every argument of a `Connector`, with its default, the cost of changing it, and its check.
 */
import { type CheckedArgument, fields, flag, oneOf, wholeNumber } from "../core/argument";
import { parseDuration } from "../core/duration";
import { isUnknown } from "../core/unknown";
import {
  type Fail,
  holdsInexact,
  isListOfTexts,
  isMap,
  notRequiredText,
  type Raw,
} from "../core/values";
import { canonicalEndpoint } from "../endpoint/canonical";
import type { RestartPolicyArgs } from "../endpoint/args";
import { canonicalConfig } from "./config-inputs";
import type { ConnectorArgs, ConnectorOnDeleteArgs } from "./connector";
import { checkName } from "./name";
import { canonicalOffsets } from "./offset-inputs";

/** Worded as in the doc comments. */
export const CONNECTOR_COSTS = {
  nothing: "costs nothing",
  state: "writes no config and restarts no running task",
  restart: "restarts the connector",
  /** Stops it for the change, and then restores its state. */
  stop: "stops the connector",
  replace: "replaces the connector",
} as const;

export type ConnectorCost = keyof typeof CONNECTOR_COSTS;
type ConnectorArgument = CheckedArgument<ConnectorCost>;

export const RESTART_POLICY_ARGUMENTS = {
  type: { default: "OnFailure", cost: "nothing", check: oneOf("OnFailure", "Never") },
  maxRetry: { default: 10, cost: "nothing", check: wholeNumber(0) },
} as const satisfies Record<keyof RestartPolicyArgs, ConnectorArgument>;

export const ON_DELETE_ARGUMENTS = {
  resetOffsets: { default: false, cost: "nothing", check: flag },
} as const satisfies Record<keyof ConnectorOnDeleteArgs, ConnectorArgument>;

export const CONNECTOR_ARGUMENTS = {
  cluster: { cost: "nothing", check: (value, _, fail) => canonicalEndpoint(value, fail) },
  name: { otherwise: "the resource's name", cost: "replace", check: checkName },
  class: { cost: "restart", check: className },
  tasksMax: { default: 1, cost: "restart", check: wholeNumber(1) },
  config: {
    default: {},
    cost: "restart",
    check: (value, _, fail, others) => canonicalConfig(value, others, fail),
  },
  state: { default: "running", cost: "state", check: oneOf("running", "paused", "stopped") },
  restartPolicy: {
    default: {},
    otherwise:
      "up to 10 restarts; between deployments, the policy in `healing` of the `ConnectCluster`",
    cost: "nothing",
    check: fields(RESTART_POLICY_ARGUMENTS),
  },
  restartTriggers: { default: [], cost: "restart", check: triggers },
  offsets: {
    default: [],
    cost: "stop",
    check: (value, _, fail) => canonicalOffsets(value, fail),
  },
  onDelete: { default: {}, cost: "nothing", check: onDelete },
  adopt: { default: false, cost: "nothing", check: flag },
  validate: { default: true, cost: "nothing", check: flag },
  waitFor: { default: "tasks", cost: "nothing", check: oneOf("tasks", "connector", "none") },
  ignoreKeys: { default: [], cost: "nothing", check: keys },
  /** The resource option `customTimeouts`. */
  timeouts: { cost: "nothing", check: timeouts },
} as const satisfies Record<keyof ConnectorArgs | "timeouts", ConnectorArgument>;

/** All arguments, including defaults that the state may leave out. */
export const DEFAULTS = {
  tasksMax: CONNECTOR_ARGUMENTS.tasksMax.default,
  state: CONNECTOR_ARGUMENTS.state.default,
  restartPolicy: {
    type: RESTART_POLICY_ARGUMENTS.type.default,
    maxRetry: RESTART_POLICY_ARGUMENTS.maxRetry.default,
  },
  adopt: CONNECTOR_ARGUMENTS.adopt.default,
  validate: CONNECTOR_ARGUMENTS.validate.default,
  waitFor: CONNECTOR_ARGUMENTS.waitFor.default,
} as const;

function className(value: unknown, path: string, fail: Fail): unknown {
  const reason = notRequiredText(value, "the connector class, or its alias");
  if (reason !== undefined) {
    fail(path, reason);
  } else if (String(value).includes("${")) {
    fail(path, "must not contain a reference: its name determines which config keys are secret");
  }
  return value;
}

/** Undefined if there is nothing to do. */
function onDelete(value: unknown, path: string, fail: Fail, others: Raw): unknown {
  const read = fields(ON_DELETE_ARGUMENTS)(value, path, fail, others) as Raw;
  return read.resetOffsets === false ? undefined : read;
}

function triggers(value: unknown, path: string, fail: Fail): unknown {
  if (!Array.isArray(value)) {
    fail(path, "must be a list of values");
  } else if (holdsInexact(value)) {
    fail(
      path,
      "contains a number that cannot be kept exactly: beyond 2^53, written with an exponent, NaN or Infinity. Write it as a string",
    );
  }
  return value;
}

function keys(value: unknown, path: string, fail: Fail): unknown {
  if (!isListOfTexts(value)) fail(path, "must be a list of keys");
  return value;
}

function timeouts(value: unknown, _: string, fail: Fail): unknown {
  if (value === undefined) return undefined;
  if (!isMap(value)) {
    fail("customTimeouts", 'must be a map such as { create: "10m" }');
    return value;
  }
  for (const [operation, duration] of Object.entries(value)) {
    if (!isUnknown(duration) && parseDuration(String(duration)) === undefined) {
      fail(
        `customTimeouts.${operation}`,
        `"${String(duration)}" is not a duration (for example "10m" or "90s")`,
      );
    }
  }
  return value;
}
