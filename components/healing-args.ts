import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { Duration } from "../provider/core/duration";
import type { RestartPolicyArgs } from "../provider/endpoint/args";

/**
 * How the agent restarts failed connectors and tasks. Unless documented otherwise, a change
 * restarts only the agent.
 */
export interface HealingArgs {
  /**
   * The agent's image: any image with Node.js 20 or later as `node`. The script comes from a
   * ConfigMap.
   *
   * @default "node:22-alpine"
   */
  image?: pulumi.Input<string>;
  /** The policy for connectors without their own `restartPolicy`. */
  restartPolicy?: {
    /** `OnFailure` restarts failed parts, `Never` does not. @default "OnFailure" */
    type?: pulumi.Input<"OnFailure" | "Never">;
    /** The maximum number of consecutive restarts before a connector is given up. @default 10 */
    maxRetry?: pulumi.Input<number>;
  };
  /**
   * Policies by connector name, for connectors that are not declared with `cluster: connect` in the
   * same TypeScript program, such as connectors of other languages or other stacks. Such a
   * connector's own `restartPolicy` applies only while Pulumi deploys it. A change costs nothing:
   * the agent reads it within about a minute.
   */
  restartPolicies?: pulumi.Input<Record<string, pulumi.Input<RestartPolicyArgs>>>;
  /** The time between two polls of the cluster. @default "10s" */
  pollInterval?: pulumi.Input<Duration>;
  /**
   * The delay between a failure and the first restart, doubled before each further one.
   *
   * @default "30s"
   */
  firstWait?: pulumi.Input<Duration>;
  /** The maximum of this delay. @default "1h" */
  longestWait?: pulumi.Input<Duration>;
  /**
   * If a connector has run this long, and longer than its last delay, its count starts from zero
   * again.
   *
   * @default "5m"
   */
  stableTime?: pulumi.Input<Duration>;
  /** The maximum number of restarts per minute in the whole cluster. @default 20 */
  restartsPerMinute?: pulumi.Input<number>;
  /**
   * The resources of the agent's container.
   *
   * @default - requests 10m CPU and 64Mi, limit 256Mi memory
   */
  resources?: pulumi.Input<core.v1.ResourceRequirements>;
}

/** Small, and its release line gets updates until 2027. */
export const HEALING_IMAGE = "node:22-alpine";
export const HEALING_RESOURCES = {
  requests: { cpu: "10m", memory: "64Mi" },
  limits: { memory: "256Mi" },
} as const;
