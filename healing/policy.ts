/** A connector's restart policy, and the text in which the agent gets it. */
import { DEFAULTS } from "../provider/connector/arguments";
import type { RestartPolicy } from "../provider/connector/inputs";
export type { RestartPolicy };

export const DEFAULT_POLICY: RestartPolicy = DEFAULTS.restartPolicy;

/** By the connector's name; all others have the agent's default. */
export type Policies = ReadonlyMap<string, RestartPolicy>;

/** The text contains the name, because a key of a ConfigMap cannot contain every name. */
export function policyText(name: string, { type, maxRetry }: RestartPolicy): string {
  return JSON.stringify({ name, type, maxRetry });
}

export function parsePolicy(text: string): readonly [name: string, policy: RestartPolicy] {
  const { name, type, maxRetry } = JSON.parse(text) as Record<string, unknown>;
  if (typeof name !== "string" || name === "") throw new Error("name must be a connector's name");
  if (type !== "OnFailure" && type !== "Never") throw new Error("type must be OnFailure or Never");
  if (typeof maxRetry !== "number" || !Number.isInteger(maxRetry) || maxRetry < 0) {
    throw new Error("maxRetry must be a whole number of at least 0");
  }
  return [name, { type, maxRetry }];
}
