import * as pulumi from "@pulumi/pulumi";
import { type CredentialInput, withSecretKubeconfig } from "../endpoint/args";
import { onceKnown } from "../core/once-known";
import { registration } from "../core/registration";
import type { ObjectKind } from "../kubernetes/owners";

export interface ClusterNameArgs {
  /** The URN of the `ConnectCluster`, which each of its objects has as an annotation. */
  readonly owner: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
  /** The objects with a fixed name. */
  readonly objects: readonly { readonly kind: ObjectKind; readonly name: pulumi.Input<string> }[];
  /** How to reach Kubernetes. */
  readonly access: pulumi.Input<{
    context?: pulumi.Input<string | undefined>;
    kubeconfig?: CredentialInput | undefined;
  }>;
  /** The desired number of pods; undefined if others decide it. */
  readonly replicas: pulumi.Input<number> | undefined;
  /** Changes whenever something changes that the StatefulSet's pods depend on. */
  readonly content: pulumi.Input<string>;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').clusterName";

/**
 * Reserves the name of a Connect cluster: it exists once it is certain that nobody else has the
 * name. Kubernetes would let two owners write to one object, and the `destroy` of either would
 * delete it.
 */
export class ClusterName extends pulumi.CustomResource {
  constructor(name: string, args: ClusterNameArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, access: onceKnown(args.access, withSecretKubeconfig) };
    super(...registration("ClusterName", PROVIDER, name, inputs, opts));
  }
}
