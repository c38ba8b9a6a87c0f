/** Constructs the components of the schema for a program in any language. */
import type * as pulumi from "@pulumi/pulumi";
import type { ConnectClusterArgs } from "../components/connect-cluster-args";
import type { PluginImageArgs } from "../components/plugins/plugin-image";
import type { Raw } from "../provider/core/values";
import { ConnectorSetComponent, type ConnectorSetArgs } from "../provider/set/plugin-set";
import schema from "./schema.json";
import { structured, type Type, type Types } from "./structure";

type Options = pulumi.ComponentResourceOptions;
type Result = pulumi.provider.ConstructResult;
type Build = (name: string, args: Raw, options: Options) => Promise<Result>;

/** Loads the SDKs of Kubernetes and Command only if a program has such a component. */
const builds: Readonly<Record<string, Build>> = {
  ConnectCluster: async (name, args, options) => {
    requireAccess(args, options);
    const { ConnectCluster } = await import("../components/connect-cluster.js");
    const cluster = new ConnectCluster(name, args as unknown as ConnectClusterArgs, options);
    const { urn, endpoint, installedPlugins, connectorTLSFilePaths } = cluster;
    return { urn, state: { endpoint, installedPlugins, connectorTLSFilePaths } };
  },
  ConnectorSet: (name, args, options) => {
    const set = new ConnectorSetComponent(name, args as unknown as ConnectorSetArgs, options);
    const { urn, clusterId, statuses } = set;
    return Promise.resolve({ urn, state: { clusterId, statuses } });
  },
  PluginImage: async (name, args, options) => {
    const { PluginImage } = await import("../components/plugins/plugin-image.js");
    const { urn, image, tag } = new PluginImage(name, args as unknown as PluginImageArgs, options);
    return { urn, state: { image, tag } };
  },
};

export async function construct(
  name: string,
  type: string,
  inputs: pulumi.Inputs,
  options: Options,
): Promise<Result> {
  const of = type.split(":").at(-1) ?? "";
  const build = Object.hasOwn(builds, of) ? builds[of] : undefined;
  const declared = (schema.resources as Record<string, { inputProperties: Record<string, Type> }>)[
    type
  ];
  if (build === undefined || declared === undefined) {
    throw new Error(`there is no component ${type} in ${schema.name}`);
  }
  try {
    const args = await structured(inputs, declared.inputProperties, schema.types as Types);
    return await build(name, args, cleaned(options));
  } catch (error) {
    throw named(`${of} "${name}"`, error);
  }
}

/**
 * Without the provider's configuration, the plugin would search the workers in the current context.
 */
function requireAccess({ kubernetes }: Raw, { providers = {} }: Options): void {
  const provider = "kubernetes" in providers ? providers.kubernetes : undefined;
  if (kubernetes !== undefined || provider === undefined || "kubeconfig" in provider) return;
  throw new Error(
    "kubernetes: is required with this Kubernetes provider, whose configuration the plugin cannot read: " +
      "set `kubernetes` to its `context`, `kubeconfig` or both",
  );
}

/** The SDK does not convert the protocol's names and empty strings. */
function cleaned({ customTimeouts, ...options }: Options): Options {
  const { create, update, pb_delete } = (customTimeouts ?? {}) as Record<string, string>;
  const given = Object.entries({ create, update, delete: pb_delete }).filter(([, text]) => text);
  return given.length === 0 ? options : { ...options, customTimeouts: Object.fromEntries(given) };
}

/** Adds the resource's name to an error, unless the message has it. */
function named(resource: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith(resource) ? (error as Error) : new Error(`${resource}: ${message}`);
}
