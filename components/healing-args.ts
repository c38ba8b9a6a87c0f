import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";

/** How the agent restarts what has failed. All times are seconds; a change restarts the agent only. */
export interface HealingArgs {
  /**
   * Any image with Node.js 20 or later as `node`: the agent's script comes from a ConfigMap.
   *
   * @default "node:22-alpine"
   */
  image?: pulumi.Input<string>;
  /** For connectors that have no `restartPolicy` of their own. */
  restartPolicy?: {
    /** @default "OnFailure" */
    type?: pulumi.Input<"OnFailure" | "Never">;
    /** Restarts in a row before a connector is given up. @default 10 */
    maxRetry?: pulumi.Input<number>;
  };
  /** Between two looks at the cluster. @default 10 */
  pollInterval?: pulumi.Input<number>;
  /** How long a connector has been failed before its first restart; doubled before each further one. @default 30 */
  firstWait?: pulumi.Input<number>;
  /** The longest such wait. @default 3600 */
  longestWait?: pulumi.Input<number>;
  /** Running for so long, and for longer than the last wait, lets the count begin anew. @default 300 */
  stableTime?: pulumi.Input<number>;
  /** The most restarts a minute in the whole cluster. @default 20 */
  restartsPerMinute?: pulumi.Input<number>;
  /** @default - requests 10m CPU and 64Mi, limit 256Mi memory */
  resources?: pulumi.Input<core.v1.ResourceRequirements>;
}

/** Small, and with updates of its release line until 2027. */
export const HEALING_IMAGE = "node:22-alpine";
export const HEALING_RESOURCES = {
  requests: { cpu: "10m", memory: "64Mi" },
  limits: { memory: "256Mi" },
} as const;
