/** With which kubeconfig Pulumi reaches the Kubernetes that a component is deployed to. */
import * as pulumi from "@pulumi/pulumi";
import type { ConnectKubernetesArgs } from "../provider/endpoint/args";

/** A context, a kubeconfig, or both. Anything not given is as for kubectl. */
export type KubernetesAccessArgs = Pick<ConnectKubernetesArgs, "context" | "kubeconfig">;

/**
 * The access of a Kubernetes provider in the program: its own context and kubeconfig are outputs
 * of it, if untyped ones. The default provider takes what kubectl would, and so do we.
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
    // Without one it is filled in with what KUBECONFIG says.
    ...(config === undefined || config === process.env.KUBECONFIG
      ? {}
      : { kubeconfig: textOrFile(config) }),
  }));
}

/** The Kubernetes provider takes either. */
function textOrFile(kubeconfig: string): string | { file: string } {
  return /[\n{]/.test(kubeconfig) ? kubeconfig : { file: kubeconfig };
}
