/** Registers the helpers of a component, which exist only in Pulumi. */
import * as pulumi from "@pulumi/pulumi";
import { DYNAMIC, PLUGIN } from "./resource-types";

let byPlugin = false;

/**
 * In the plugin's process they are resources of the plugin, because it has no host of dynamic ones.
 */
export function registerByPlugin(): void {
  byPlugin = true;
}

/**
 * The arguments of a resource's constructor. `provider` is the text in the state of every stack: it
 * never changes.
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
  // Without a version, one process serves these and the program's own resources.
  const aliases = [{ type: dynamic }];
  return [`${PLUGIN}:${type}`, name, inputs, pulumi.mergeOptions({ aliases }, opts)];
}
