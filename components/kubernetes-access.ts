/** Finds the kubeconfig with which Pulumi reaches the Kubernetes cluster of a component. */
import * as pulumi from "@pulumi/pulumi";
import type { ConnectKubernetesArgs } from "../provider/endpoint/args";

/** A context, a kubeconfig, or both. Otherwise the defaults of kubectl apply. */
export type KubernetesAccessArgs = Pick<ConnectKubernetesArgs, "context" | "kubeconfig">;

/**
 * The access of a Kubernetes provider in the program: its context and kubeconfig are untyped
 * outputs. The default provider uses the defaults of kubectl, and so do we.
 */
export function accessOf(
  provider: pulumi.ProviderResource | undefined,
): pulumi.Output<pulumi.Unwrap<KubernetesAccessArgs>> {
  const { context, kubeconfig } = (provider ?? {}) as Record<
    keyof KubernetesAccessArgs,
    pulumi.Input<string | undefined>
  >;
  return pulumi.all([context, kubeconfig]).apply(([name, config]) => ({
    ...(name === undefined ? {} : { context: name }),
    // Without a kubeconfig, the provider fills in the value of KUBECONFIG.
    ...(config === undefined || config === process.env.KUBECONFIG
      ? {}
      : { kubeconfig: textOrFile(config) }),
  }));
}

/** The Kubernetes provider accepts both. */
function textOrFile(kubeconfig: string): string | { file: string } {
  return /[\n{]/.test(kubeconfig) ? kubeconfig : { file: kubeconfig };
}
