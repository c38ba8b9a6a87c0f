/**
 * Functions with which a program reads from a Connect cluster. They load their dependencies only
 * when they are called.
 */
import * as pulumi from "@pulumi/pulumi";
import { namesOf } from "../core/argument-names";
import { created } from "../core/created";
import { refuseUnknownArguments } from "../core/program-errors";
import { notRequiredText } from "../core/values";
import { type ClusterInput, type ConnectEndpointArgs, endpointIn } from "../endpoint/args";
import type { StatusOutputs as GetConnectorStatusResult } from "../connect/status";
import type { ConnectPlugin } from "../connect/wire";
export type { GetConnectorStatusResult };

const STATUS_NAMES = namesOf<GetConnectorStatusArgs>({ cluster: true, name: true });
const PLUGINS_NAMES = namesOf<GetConnectorPluginsArgs>({ cluster: true });

/** The arguments of `getConnectorStatus`, as plain values. */
export interface GetConnectorStatusArgs {
  /** The endpoint of the Connect cluster, as plain values. */
  cluster: pulumi.Unwrap<ConnectEndpointArgs>;
  /** The connector's name on the cluster. Pulumi need not manage it. */
  name: string;
}

/** The arguments of `getConnectorStatusOutput`. */
export interface GetConnectorStatusOutputArgs {
  /** A `ConnectCluster`, or an endpoint. */
  cluster: ClusterInput;
  /**
   * The connector's name on the cluster. If you pass the output `connectorName` of a `Connector`,
   * the function runs after that connector was deployed.
   */
  name: pulumi.Input<string>;
}

/**
 * Returns the status of a connector. It runs in every preview and `up` of the program. It fails if
 * the connector does not exist, or if the cluster cannot be reached within a minute.
 *
 * @param opts - No effect: they select a provider, and none is involved.
 */
export function getConnectorStatus(
  args: GetConnectorStatusArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetConnectorStatusResult>;
export async function getConnectorStatus(
  args: GetConnectorStatusArgs,
): Promise<GetConnectorStatusResult> {
  refuseUnknownArguments("getConnectorStatus", args, STATUS_NAMES);
  const reason = notRequiredText(args.name, "the connector's name on the cluster");
  if (reason !== undefined) throw new pulumi.RunError(`getConnectorStatus: name: ${reason}`);
  const { connectorStatus } = await import("./ask.js");
  return connectorStatus(args.cluster, args.name);
}

/**
 * Like `getConnectorStatus`, for a cluster or a name that may be unknown in a preview; the result
 * is then unknown too. The result is not a secret, because it contains none of the cluster's
 * credentials.
 *
 * @param opts - With `dependsOn`, the function runs after these resources were deployed. Its result
 * is unknown in the preview that creates them. The other options have no effect.
 */
export function getConnectorStatusOutput(
  args: GetConnectorStatusOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetConnectorStatusResult> {
  refuseUnknownArguments("getConnectorStatusOutput", args, STATUS_NAMES);
  const known = pulumi.all([endpointIn(args.cluster), args.name, created(opts?.dependsOn)]);
  return pulumi.unsecret(known.apply(([cluster, name]) => getConnectorStatus({ cluster, name })));
}

/** The arguments of `getConnectorPlugins`, as plain values. */
export interface GetConnectorPluginsArgs {
  /** The endpoint of the Connect cluster, as plain values. */
  cluster: pulumi.Unwrap<ConnectEndpointArgs>;
}

/** The arguments of `getConnectorPluginsOutput`. */
export interface GetConnectorPluginsOutputArgs {
  /** A `ConnectCluster`, or an endpoint. */
  cluster: ClusterInput;
}

/** The connector classes of a cluster. */
export interface GetConnectorPluginsResult {
  /** The classes of the worker that answers. */
  readonly plugins: readonly ConnectPlugin[];
}

/**
 * Returns the connector classes that are installed on a cluster. It runs in every preview and `up`
 * of the program. It fails if the cluster cannot be reached within a minute.
 *
 * @param opts - No effect: they select a provider, and none is involved.
 */
export function getConnectorPlugins(
  args: GetConnectorPluginsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetConnectorPluginsResult>;
export async function getConnectorPlugins(
  args: GetConnectorPluginsArgs,
): Promise<GetConnectorPluginsResult> {
  refuseUnknownArguments("getConnectorPlugins", args, PLUGINS_NAMES);
  const { connectorPlugins } = await import("./ask.js");
  return { plugins: await connectorPlugins(args.cluster) };
}

/**
 * Like `getConnectorPlugins`, for a cluster that may be unknown in a preview; the result is then
 * unknown too.
 *
 * @param opts - As for `getConnectorStatusOutput`.
 */
export function getConnectorPluginsOutput(
  args: GetConnectorPluginsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetConnectorPluginsResult> {
  refuseUnknownArguments("getConnectorPluginsOutput", args, PLUGINS_NAMES);
  const known = pulumi.all([endpointIn(args.cluster), created(opts?.dependsOn)]);
  return pulumi.unsecret(known.apply(([cluster]) => getConnectorPlugins({ cluster })));
}
