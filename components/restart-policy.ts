/** How the restart policy of a connector reaches the healing agent: as one key of a ConfigMap. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_POLICY, policyText } from "../healing/policy";
import type { RestartPolicyArgs } from "../provider/endpoint/args";

/** The name where a key may hold it. Files that begin with a dot are the kubelet's own. */
export function policyKey(name: string): string {
  if (/^[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,252}$/.test(name)) return name;
  return `sha256-${createHash("sha256").update(name).digest("hex")}`;
}

export function policyData(
  name: pulumi.Input<string>,
  policy: pulumi.Input<RestartPolicyArgs>,
): pulumi.Output<Record<string, string>> {
  return pulumi.output({ name, policy }).apply(({ name: known, policy: given }) => {
    const { type = DEFAULT_POLICY.type, maxRetry = DEFAULT_POLICY.maxRetry } = given;
    return { [policyKey(known)]: policyText(known, { type, maxRetry }) };
  });
}
