import * as pulumi from "@pulumi/pulumi";
import { NAMES_TYPE } from "../core/resource-types";
import type { ConnectEndpointArgs } from "../endpoint/args";

export interface ConnectorNamesArgs {
  readonly cluster: pulumi.Input<ConnectEndpointArgs>;
  readonly names: pulumi.Input<string[]>;
  readonly timeouts?: pulumi.CustomTimeouts | undefined;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').connectorNames";

/**
 * The names of a set's connectors. It is in the state before the set creates the first one, so that
 * a run after a killed one knows which connectors that run created. The connectors that the set
 * gives up are deleted with it.
 */
export class ConnectorNames extends pulumi.CustomResource {
  /** `type` is a type of the plugin. @default - the dynamic resource */
  constructor(
    name: string,
    args: ConnectorNamesArgs,
    opts?: pulumi.CustomResourceOptions,
    type?: string,
  ) {
    const inputs = { ...args, taken: undefined };
    super(
      type ?? NAMES_TYPE,
      name,
      type === undefined ? { ...inputs, __provider: PROVIDER } : inputs,
      opts,
    );
  }
}
