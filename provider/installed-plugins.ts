import * as pulumi from "@pulumi/pulumi";
import { type ConnectEndpoint, withSecretCredentials } from "./connect-endpoint";
import { onceKnown } from "./once-known";

/** A connector class that the workers have. */
export interface ConnectPlugin {
  readonly class: string;
  /** `source` or `sink`. */
  readonly type: string;
  readonly version?: string;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').installedPlugins";

/**
 * What the workers of a cluster have, asked of them once they answer, and again when `revision`
 * changes. Makes nothing and deletes nothing.
 */
export class InstalledPlugins extends pulumi.CustomResource {
  declare readonly plugins: pulumi.Output<ConnectPlugin[]>;

  constructor(
    name: string,
    args: { cluster: pulumi.Input<ConnectEndpoint>; revision: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      "pulumi-nodejs:dynamic/kafkaconnect:InstalledPlugins",
      name,
      {
        revision: args.revision,
        cluster: onceKnown(args.cluster, withSecretCredentials),
        plugins: undefined,
        __provider: PROVIDER,
      },
      opts,
    );
  }
}
