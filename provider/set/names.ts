import * as pulumi from "@pulumi/pulumi";
import type { ConnectEndpointArgs } from "../endpoint/args";

export interface ConnectorNamesArgs {
  readonly cluster: pulumi.Input<ConnectEndpointArgs>;
  readonly names: pulumi.Input<string[]>;
  readonly timeouts?: pulumi.CustomTimeouts | undefined;
}

const PROVIDER = "exports.handler=()=>require('pulumi-kafka-connect/provider').connectorNames";

/**
 * The names of a set's connectors. It is in the state before the set creates the first of them, so
 * that a run after a killed one knows which it has created. What the set gives up is deleted with it.
 */
export class ConnectorNames extends pulumi.CustomResource {
  constructor(name: string, args: ConnectorNamesArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/kafkaconnect:ConnectorNames",
      name,
      { ...args, taken: undefined, __provider: PROVIDER },
      opts,
    );
  }
}
