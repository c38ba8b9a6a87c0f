/** Passes the restart policy of a connector to the healing agent, as one key of a ConfigMap. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_POLICY, policyText } from "../healing/policy";
import type { RestartPolicyArgs } from "../provider/endpoint/args";

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

type Given = pulumi.Unwrap<RestartPolicyArgs>;

function dataOf(name: string, given: Given): Record<string, string> {
  const { type = DEFAULT_POLICY.type, maxRetry = DEFAULT_POLICY.maxRetry } = given;
  return { [policyKey(name)]: policyText(name, { type, maxRetry }) };
}
