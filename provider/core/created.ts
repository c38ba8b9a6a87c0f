/** Waits for resources that a function's option `dependsOn` names. */
import * as pulumi from "@pulumi/pulumi";

/** Known once all of them exist, and unknown in a preview that creates one of them. */
export function created(
  dependsOn: pulumi.InvokeOutputOptions["dependsOn"],
): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply((known) => pulumi.all([known ?? []].flat().map(existence)));
}

function existence(resource: pulumi.Resource): pulumi.Output<unknown> {
  if (pulumi.CustomResource.isInstance(resource)) return resource.id;
  const children = childrenOf(resource);
  return pulumi.output(children).apply((all) => pulumi.all([resource.urn, ...all.map(existence)]));
}

/** Properties that the SDK has in a component but does not declare. */
interface Component extends pulumi.Resource {
  /** Resolves at the end of the component's construction. */
  readonly __data?: Promise<unknown>;
  readonly __childResources?: ReadonlySet<pulumi.Resource>;
}

async function childrenOf(component: Component): Promise<pulumi.Resource[]> {
  await component.__data;
  return [...(component.__childResources ?? [])];
}
