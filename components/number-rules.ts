/** The allowed values of numeric arguments. */
import { durationMs } from "../provider/core/duration";
import { isWholeNumber } from "../provider/core/values";

export interface Rule {
  readonly is: (value: unknown) => boolean;
  readonly must: string;
  /** As Kubernetes and Connect take it. @default - unchanged */
  readonly as?: (value: unknown) => unknown;
}

/** Kubernetes takes `"1"` neither for a number nor for a percentage. */
function asNumber(value: unknown): unknown {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Rule {
  const is = (value: unknown) => isWholeNumber(value, least) && Number(value) <= most;
  const limits =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return { is, must: `must be a whole number ${limits}`, as: asNumber };
}

/** Connect and the agent count milliseconds in 32 bits. */
const MOST_SECONDS = 2_147_483;

export function duration(least: number): Rule {
  const is = (value: unknown) => {
    const ms = durationMs(value) ?? NaN;
    return ms >= least * 1000 && ms <= MOST_SECONDS * 1000 && Number.isInteger(ms);
  };
  const must = `must be a duration such as "90s" or "10m", from ${least} to ${MOST_SECONDS} seconds`;
  return { is, must };
}

export const REPLICATION: Rule = {
  is: (value) => value === -1 || isWholeNumber(value, 1),
  must: "must be a whole number of at least 1, or -1 for the default of the brokers",
  as: asNumber,
};
export const EVICTABLE: Rule = {
  is: (value) =>
    value === false || isWholeNumber(value, 0) || /^(100|\d{1,2})%$/.test(String(value)),
  must: 'must be a whole number of at least 0, a percentage such as "50%", or false',
  as: asNumber,
};
