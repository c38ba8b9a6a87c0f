import * as pulumi from "@pulumi/pulumi";
import {
  type ConnectEndpointArgs,
  type CredentialInput,
  withSecretCredentials,
  withSecretKubeconfig,
} from "../endpoint/args";
import type { ConnectPlugin } from "../connect/wire";
import { onceKnown } from "../core/once-known";
import { registration } from "../core/registration";

export interface WorkersArgs {
  /** Their REST API. */
  readonly cluster: pulumi.Input<ConnectEndpointArgs>;
  /** The StatefulSet of their pods. */
  readonly statefulSet: pulumi.Input<{
    namespace: pulumi.Input<string>;
    name: pulumi.Input<string>;
    context?: pulumi.Input<string | undefined>;
    kubeconfig?: CredentialInput | undefined;
  }>;
  /** Their brokers. */
  readonly bootstrapServers: pulumi.Input<string>;
  /** If it changes, the resource waits for the workers and reads from them again. */
  readonly revision: pulumi.Input<string>;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').workers";

/**
 * The workers of a cluster, once they run. Waits for their pods, and fails with the reason as soon
 * as one reports that it can never run. Creates and deletes nothing.
 */
export class Workers extends pulumi.CustomResource {
  /** The plugins that they report. */
  declare readonly plugins: pulumi.Output<ConnectPlugin[]>;

  constructor(name: string, args: WorkersArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      statefulSet: onceKnown(args.statefulSet, withSecretKubeconfig),
      cluster: onceKnown(args.cluster, withSecretCredentials),
      timeouts: opts?.customTimeouts,
      plugins: undefined,
    };
    super(...registration("Workers", PROVIDER, name, inputs, opts));
  }
}
