/** How the helpers of a component, which only Pulumi knows, are registered. */
import * as pulumi from "@pulumi/pulumi";
import { DYNAMIC, PLUGIN } from "./resource-types";

let byPlugin = false;

/** In the plugin's process they are its own resources: it has no host of dynamic ones. */
export function registerByPlugin(): void {
  byPlugin = true;
}

/**
 * The arguments of a resource's constructor. `provider` is the text that the state of every stack holds:
 * it never changes.
 */
export function registration(
  type: string,
  provider: string,
  name: string,
  inputs: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions | undefined,
): [
  type: string,
  name: string,
  inputs: pulumi.Inputs,
  opts?: pulumi.CustomResourceOptions | undefined,
] {
  const dynamic = `${DYNAMIC}:${type}`;
  if (!byPlugin) {
    return [dynamic, name, { ...inputs, __provider: provider }, opts];
  }
  // No version, so that one process serves them and the program's own resources.
  const aliases = [{ type: dynamic }];
  return [`${PLUGIN}:${type}`, name, inputs, pulumi.mergeOptions({ aliases }, opts)];
}
