/** The numbers among the arguments of a `ConnectCluster`: Kubernetes and Connect would refuse a wrong one late. */
import * as pulumi from "@pulumi/pulumi";
import { durationMs } from "../provider/core/duration";
import { isWholeNumber } from "../provider/core/values";
import type { ConnectClusterArgs } from "./connect-cluster-args";

interface Rule {
  readonly is: (value: unknown) => boolean;
  readonly must: string;
}

function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Rule {
  const is = (value: unknown) => isWholeNumber(value, least) && Number(value) <= most;
  const limits =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return { is, must: `must be a whole number ${limits}` };
}

/** Connect and the agent count milliseconds in 32 bits. */
const MOST_SECONDS = 2_147_483;

function duration(least: number): Rule {
  const is = (value: unknown) => {
    const ms = durationMs(value) ?? NaN;
    return ms >= least * 1000 && ms <= MOST_SECONDS * 1000 && Number.isInteger(ms);
  };
  const must = `must be a duration such as "90s" or "10m", from ${least} to ${MOST_SECONDS} seconds`;
  return { is, must };
}

const REPLICATION: Rule = {
  is: (value) => value === -1 || isWholeNumber(value, 1),
  must: "must be a whole number of at least 1, or -1 for the default of the brokers",
};
const EVICTABLE: Rule = {
  is: (value) =>
    value === false || isWholeNumber(value, 0) || /^(100|\d{1,2})%$/.test(String(value)),
  must: 'must be a whole number of at least 0, a percentage such as "50%", or false',
};

const CLUSTER: Readonly<Record<string, Rule>> = {
  replicas: whole(0, 2_147_483_647),
  internalTopicReplicationFactor: REPLICATION,
  rebalanceDelay: duration(0),
  user: whole(1, 2_147_483_647),
  maxUnavailable: EVICTABLE,
};
const METRICS: Readonly<Record<string, Rule>> = { port: whole(1, 65_535) };
const HEALING: Readonly<Record<string, Rule>> = {
  pollInterval: duration(1),
  firstWait: duration(0),
  longestWait: duration(0),
  stableTime: duration(0),
  restartsPerMinute: whole(1),
};
const RESTART_POLICY: Readonly<Record<string, Rule>> = { maxRetry: whole(0) };

/** The arguments, of which a number that is not known yet is checked as soon as it is. */
export function checkedNumbers(resource: string, args: ConnectClusterArgs): ConnectClusterArgs {
  const { metrics, healing } = args;
  const checked = (path: string, given: object, rules: Readonly<Record<string, Rule>>) =>
    checkedFields(`ConnectCluster "${resource}": ${path}`, given, rules);
  const policy = typeof healing === "object" ? healing.restartPolicy : undefined;
  return {
    ...checked("", args, CLUSTER),
    ...(metrics === undefined ? {} : { metrics: checked("metrics.", metrics, METRICS) }),
    ...(typeof healing === "object"
      ? {
          healing: {
            ...checked("healing.", healing, HEALING),
            ...(policy === undefined
              ? {}
              : { restartPolicy: checked("healing.restartPolicy.", policy, RESTART_POLICY) }),
          },
        }
      : {}),
  } as ConnectClusterArgs;
}

function checkedFields(path: string, given: object, rules: Readonly<Record<string, Rule>>): object {
  const fields = { ...given } as Record<string, unknown>;
  for (const [name, { is, must }] of Object.entries(rules)) {
    const check = (value: unknown) => {
      if (value != null && !is(value)) throw new Error(`${path}${name}: ${must}`);
      return value;
    };
    const value = fields[name];
    if (value === undefined) continue;
    const later = pulumi.Output.isInstance(value) || value instanceof Promise;
    fields[name] = later ? pulumi.output(value).apply(check) : check(value);
  }
  return fields;
}
