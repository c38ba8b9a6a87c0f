/** Functions with which a program asks a Connect cluster; what they need is loaded when one is called. */
import * as pulumi from "@pulumi/pulumi";
import { type ClusterInput, type ConnectEndpoint, endpointIn } from "../endpoint/args";
import type { StatusOutputs as GetConnectorStatusResult } from "../connect/status";
import type { ConnectPlugin } from "../connect/api";
export type { GetConnectorStatusResult };

/** Of which connector, in plain values. */
export interface GetConnectorStatusArgs {
  /** How to reach the Connect cluster, in plain values. */
  cluster: pulumi.Unwrap<ConnectEndpoint>;
  /** The connector's name on it. It need not be one of Pulumi's. */
  name: string;
}

/** Of which connector. */
export interface GetConnectorStatusOutputArgs {
  /** A `ConnectCluster`, or how to reach one. */
  cluster: ClusterInput;
  /**
   * The connector's name on it. The output `connectorName` of a `Connector` has it asked for after
   * that one was deployed.
   */
  name: pulumi.Input<string>;
}

/**
 * How a connector is doing, in every preview and `up` of the program anew. Fails when there is no such
 * connector, and when the cluster cannot be reached within a minute.
 */
export async function getConnectorStatus(
  args: GetConnectorStatusArgs,
): Promise<GetConnectorStatusResult> {
  const { connectorStatus } = await import("./ask.js");
  return connectorStatus(args.cluster, args.name);
}

/**
 * As `getConnectorStatus`, for a cluster or a name that is known only later: unknown in a preview
 * while they are. No secret, although the cluster's credentials are: nothing of them is in it.
 */
export function getConnectorStatusOutput(
  args: GetConnectorStatusOutputArgs,
): pulumi.Output<GetConnectorStatusResult> {
  const known = pulumi.all([endpointIn(args.cluster), args.name]);
  return pulumi.unsecret(known.apply(([cluster, name]) => getConnectorStatus({ cluster, name })));
}

/** Of which cluster, in plain values. */
export interface GetConnectorPluginsArgs {
  /** How to reach the Connect cluster, in plain values. */
  cluster: pulumi.Unwrap<ConnectEndpoint>;
}

/** Of which cluster. */
export interface GetConnectorPluginsOutputArgs {
  /** A `ConnectCluster`, or how to reach one. */
  cluster: ClusterInput;
}

/** What a cluster can run. */
export interface GetConnectorPluginsResult {
  /** Of the worker that answers. */
  readonly plugins: readonly ConnectPlugin[];
}

/**
 * The connector classes that a cluster has, in every preview and `up` of the program anew. Fails when
 * the cluster cannot be reached within a minute.
 */
export async function getConnectorPlugins(
  args: GetConnectorPluginsArgs,
): Promise<GetConnectorPluginsResult> {
  const { connectorPlugins } = await import("./ask.js");
  return { plugins: await connectorPlugins(args.cluster) };
}

/** As `getConnectorPlugins`, for a cluster that is known only later: unknown in a preview while it is. */
export function getConnectorPluginsOutput(
  args: GetConnectorPluginsOutputArgs,
): pulumi.Output<GetConnectorPluginsResult> {
  const known = pulumi.output(endpointIn(args.cluster));
  return pulumi.unsecret(known.apply((cluster) => getConnectorPlugins({ cluster })));
}
