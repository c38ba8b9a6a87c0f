/** The plugin's schema, from the types and doc comments of the TypeScript package. */
import * as path from "node:path";
import { CONNECTOR_TYPE, PACKAGE, PLUGIN } from "../../provider/core/resource-types";
import { repositoryFolder } from "../../sandbox/paths";
import { type Json, SchemaBuilder } from "./schema-builder";

const OF_CONFIGURATION = " Default: the cluster of the provider's configuration.";

/** The parts of package.json that the schema needs. */
export interface Manifest {
  readonly version: string;
  readonly repository?: { readonly url: string };
}

/** Where the engine finds the archives of the plugin: among the assets of a release on GitHub. */
export function downloadUrl({ repository }: Manifest): string | undefined {
  const [, place] = /github\.com\/([^/]+\/[^/]+?)(\.git)?$/.exec(repository?.url ?? "") ?? [];
  return place === undefined ? undefined : `github://api.github.com/${place}`;
}

export function pluginSchema(manifest: Manifest): Json {
  const { version } = manifest;
  const pluginDownloadURL = downloadUrl(manifest);
  const builder = new SchemaBuilder(
    // In this order: the arguments of the dynamic resource are the documented ones.
    ["index.ts", "native.ts"].map((file) => path.join(repositoryFolder, file)),
  );
  const args = builder.object("ConnectorArgs");
  const outputs = builder.object("Connector");
  const withDefault = ({ properties, required }: ReturnType<SchemaBuilder["object"]>) => {
    const { cluster = {}, ...rest } = properties;
    const text = typeof cluster.description === "string" ? cluster.description : "";
    return {
      properties: { cluster: { ...cluster, description: text + OF_CONFIGURATION }, ...rest },
      required: required.filter((name) => name !== "cluster"),
    };
  };
  const inputs = withDefault(args);
  const set = builder.object("ConnectorSetComponent", ["clusterId", "statuses"]);
  // Any argument may be an Output, and anything within it.
  const setArgs = withDefault(builder.object("ConnectorSetArgs"));
  const configuration = builder.object("ProviderArgs");
  const component = (name: string, outputNames: readonly string[]) => {
    const { properties, required, description } = builder.object(name, outputNames);
    const given = builder.component(`${name}Args`);
    return {
      isComponent: true,
      description,
      properties,
      required,
      inputProperties: given.properties,
      requiredInputs: given.required,
    };
  };
  const getter = (name: string, args: string, result: string) => {
    const { description: _, ...returned } = builder.object(result);
    return {
      description: builder.words(name),
      inputs: { type: "object", ...withDefault(builder.object(args)) },
      outputs: { type: "object", ...returned },
    };
  };
  return {
    name: PACKAGE,
    displayName: "Kafka Connect",
    version,
    description: "Connectors of Kafka Connect as resources.",
    keywords: [
      "pulumi",
      "kafka",
      "kafka-connect",
      "connector",
      "kind/native",
      "category/infrastructure",
    ],
    license: "Apache-2.0",
    ...(pluginDownloadURL === undefined ? {} : { pluginDownloadURL }),
    meta: { moduleFormat: "(.*)", supportPack: true },
    config: { variables: configuration.properties },
    provider: {
      description: configuration.description,
      inputProperties: configuration.properties,
    },
    resources: {
      [`${PLUGIN}:Connector`]: {
        description: outputs.description,
        properties: outputs.properties,
        required: outputs.required,
        inputProperties: inputs.properties,
        requiredInputs: inputs.required,
        aliases: [{ type: CONNECTOR_TYPE }],
      },
      [`${PLUGIN}:ConnectorSet`]: {
        isComponent: true,
        description: builder.object("ConnectorSet").description,
        properties: set.properties,
        required: set.required,
        inputProperties: setArgs.properties,
        requiredInputs: setArgs.required,
      },
      [`${PLUGIN}:ConnectCluster`]: component("ConnectCluster", [
        "endpoint",
        "installedPlugins",
        "connectorTLSFilePaths",
      ]),
      [`${PLUGIN}:PluginImage`]: component("PluginImage", ["image", "tag"]),
    },
    functions: {
      [`${PLUGIN}:getConnectorStatus`]: getter(
        "getConnectorStatus",
        "GetConnectorStatusArgs",
        "StatusOutputs",
      ),
      [`${PLUGIN}:getConnectorPlugins`]: getter(
        "getConnectorPlugins",
        "GetConnectorPluginsArgs",
        "GetConnectorPluginsResult",
      ),
    },
    types: Object.fromEntries(Object.entries(builder.types).sort()),
    language: {
      nodejs: { packageName: "pulumi-kafka-connect-native", respectSchemaVersion: true },
      python: {
        packageName: "pulumi_kafka_connect",
        pyproject: { enabled: true },
        respectSchemaVersion: true,
        inputTypes: "classes-and-dicts",
      },
      go: {
        importBasePath: "pulumi-kafka-connect/sdk/go/kafkaconnect",
        rootPackageName: "kafkaconnect",
        respectSchemaVersion: true,
      },
    },
  };
}
