import * as pulumi from "@pulumi/pulumi";
import { type CredentialInput, withSecretKubeconfig } from "../endpoint/args";
import { onceKnown } from "../core/once-known";
import { registration } from "../core/registration";
import type { ObjectKind } from "../kubernetes/owners";

export interface ClusterNameArgs {
  /** The URN of the `ConnectCluster`, which is on each of its objects. */
  readonly owner: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
  /** The objects that have a fixed name. */
  readonly objects: readonly { readonly kind: ObjectKind; readonly name: pulumi.Input<string> }[];
  /** How Kubernetes is reached. */
  readonly access: pulumi.Input<{
    context?: pulumi.Input<string | undefined>;
    kubeconfig?: CredentialInput | undefined;
  }>;
  /** How many pods the StatefulSet shall have; undefined when others decide it. */
  readonly replicas: pulumi.Input<number> | undefined;
  /** Changes with everything that the StatefulSet's pods depend on. */
  readonly content: pulumi.Input<string>;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').clusterName";

/**
 * The name of a Connect cluster, once it is certain that no one else has it. Kubernetes would let two
 * owners write to one object, and the `destroy` of either would delete it.
 */
export class ClusterName extends pulumi.CustomResource {
  constructor(name: string, args: ClusterNameArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, access: onceKnown(args.access, withSecretKubeconfig) };
    super(...registration("ClusterName", PROVIDER, name, inputs, opts));
  }
}
