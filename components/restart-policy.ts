/** Passes the restart policy of a connector to the healing agent, as one key of a ConfigMap. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_POLICY, parsePolicy, policyText } from "../healing/policy";
import { namesOf, namesUnder } from "../provider/core/argument-names";
import { refuseUnknownParts } from "../provider/core/program-errors";
import { asNumber } from "../provider/core/values";
import type { RestartPolicyArgs } from "../provider/endpoint/args";

export const POLICY_NAMES = namesOf<RestartPolicyArgs>({ type: true, maxRetry: true });

/**
 * The connector's name, if a key may contain it. Files that begin with a dot belong to the kubelet.
 */
export function policyKey(name: string): string {
  if (/^[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,252}$/.test(name)) return name;
  return `sha256-${createHash("sha256").update(name).digest("hex")}`;
}

export function policyData(
  name: pulumi.Input<string>,
  policy: pulumi.Input<RestartPolicyArgs>,
): pulumi.Output<Record<string, string>> {
  return pulumi
    .output({ name, policy })
    .apply(({ name: known, policy: given }) => dataOf(known, given));
}

export function policiesData(
  policies: pulumi.Input<Readonly<Record<string, pulumi.Input<RestartPolicyArgs>>>>,
): pulumi.Output<Record<string, string>> {
  const known = pulumi.output(policies) as unknown as pulumi.Output<Record<string, Given | null>>;
  return known.apply((all) => {
    const data = Object.entries(all).map(([name, given]) =>
      given === null ? {} : dataOf(name, given),
    );
    return Object.assign({}, ...data) as Record<string, string>;
  });
}

/** Like `policiesData`, for policies that nothing else checks once they are known. */
export function checkedPolicies(
  resource: string,
  policies: pulumi.Input<Readonly<Record<string, pulumi.Input<RestartPolicyArgs>>>>,
): pulumi.Output<Record<string, string>> {
  const path = "healing.restartPolicies";
  return pulumi.all([policiesData(policies), policies]).apply(([data, given]) => {
    refuseUnknownParts(resource, path, given, namesUnder("*", POLICY_NAMES));
    for (const text of Object.values(data)) {
      try {
        parsePolicy(text);
      } catch (error) {
        const { name } = JSON.parse(text) as { name: string };
        throw new pulumi.RunError(`${resource}: ${path}["${name}"]: ${(error as Error).message}`);
      }
    }
    return data;
  });
}

type Given = pulumi.Unwrap<RestartPolicyArgs>;

function dataOf(name: string, given: Given): Record<string, string> {
  const { type = DEFAULT_POLICY.type, maxRetry = DEFAULT_POLICY.maxRetry } = given;
  const policy = { type, maxRetry: asNumber(maxRetry) as number };
  return { [policyKey(name)]: policyText(name, policy) };
}
