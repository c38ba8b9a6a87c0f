/** The functions of the schema, with the same calls as the getters of the TypeScript package. */
import { UserError } from "../provider/connect/explain";
import { PLUGIN } from "../provider/core/resource-types";
import type { Raw } from "../provider/core/values";
import { connectorPlugins, connectorStatus } from "../provider/functions/ask";

const functions: Readonly<Record<string, (cluster: unknown, args: Raw) => Promise<object>>> = {
  [`${PLUGIN}:getConnectorStatus`]: (cluster, { name }) => {
    if (typeof name === "string" && name !== "") return connectorStatus(cluster, name);
    throw new UserError(
      "getConnectorStatus: name: is required: the connector's name on the cluster",
    );
  },
  [`${PLUGIN}:getConnectorPlugins`]: async (cluster) => ({
    plugins: await connectorPlugins(cluster),
  }),
};

/** Without a cluster, uses the one in the provider's configuration. */
export function callFunction(token: string, args: Raw, configured: unknown): Promise<object> {
  const called = functions[token];
  if (called === undefined) throw new UserError(`there is no function ${token}`);
  return called(args.cluster ?? configured, args);
}
