/**
 * Checks the numeric arguments of a `ConnectCluster`, because Kubernetes and Connect would refuse a
 * mistake only later.
 */
import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../provider/core/once-known";
import { isMap, type Raw } from "../provider/core/values";
import {
  CLUSTER_ARGUMENTS,
  HEALING_ARGUMENTS,
  METRICS_ARGUMENTS,
  type NumberArgument,
} from "./arguments";
import type { ConnectClusterArgs } from "./connect-cluster-args";
import type { Rule } from "./number-rules";

const RULES = [
  ...rulesOf("", CLUSTER_ARGUMENTS),
  ...rulesOf("metrics.", METRICS_ARGUMENTS),
  ...rulesOf("healing.", HEALING_ARGUMENTS),
];

function rulesOf(
  prefix: string,
  table: Readonly<Record<string, NumberArgument<string>>>,
): { path: string; rule: Rule }[] {
  return Object.entries(table).flatMap(([name, { check }]) =>
    check === undefined ? [] : [{ path: `${prefix}${name}`, rule: check }],
  );
}

/** Returns the arguments. An unknown number is checked as soon as it is known. */
export function checkedNumbers(resource: string, args: ConnectClusterArgs): ConnectClusterArgs {
  return RULES.reduce<object>((checked, { path, rule: { is, must, as } }) => {
    const check = (value: unknown) => {
      if (value != null && !is(value)) {
        throw new Error(`ConnectCluster "${resource}": ${path}: ${must}`);
      }
      return as === undefined ? value : as(value);
    };
    return changedAt(checked, path.split("."), (value) =>
      isLater(value)
        ? (pulumi.output(value as object) as pulumi.Output<unknown>).apply(check)
        : check(value),
    );
  }, args) as ConnectClusterArgs;
}

function changedAt(
  given: object,
  [first = "", ...rest]: string[],
  change: (value: unknown) => unknown,
): object {
  const value = (given as Raw)[first];
  if (value === undefined) return given;
  if (rest.length === 0) return { ...given, [first]: change(value) };
  return isMap(value) && !isLater(value)
    ? { ...given, [first]: changedAt(value, rest, change) }
    : given;
}
