/** What to do if someone else has set the number of workers: Kubernetes would refuse to change it. */
import type { ForeignScale } from "../kubernetes/scale";

/** Lets Pulumi's Kubernetes provider take ownership of fields that others have set. */
const FORCE = "PULUMI_K8S_ENABLE_PATCH_FORCE";

/** The field manager of a HorizontalPodAutoscaler. */
const AUTOSCALER = "kube-controller-manager";

export interface DeclaredScale {
  readonly namespace: string;
  /** Of the StatefulSet. */
  readonly name: string;
  readonly replicas: number;
}

/** Undefined if Pulumi may set the number. */
export function scaleRefusal(
  { namespace, name, replicas }: DeclaredScale,
  found: ForeignScale | undefined,
): string | undefined {
  if (found === undefined || found.replicas === replicas || process.env[FORCE] === "true") {
    return undefined;
  }
  const { manager } = found;
  const auto = manager === AUTOSCALER;
  const by = auto ? `a HorizontalPodAutoscaler ("${manager}")` : `"${manager}"`;
  return [
    `replicas: the StatefulSet "${name}" in the namespace ${namespace} has ${found.replicas}, and the program ` +
      `says ${replicas}. The field manager ${by} has set the number, so Kubernetes refuses to change it.`,
    "To leave the number to others, set autoscaled: true. To keep it, set " +
      `replicas: ${found.replicas}. To take control of it again, ` +
      (auto ? "delete the HorizontalPodAutoscaler and " : "") +
      `run \`${FORCE}=true pulumi up\` once: it takes ownership of every field that others have set.`,
    "Nothing has been changed.",
  ].join("\n");
}
