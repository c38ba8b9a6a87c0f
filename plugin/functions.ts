/** The functions of the schema, with the same calls as the getters of the TypeScript package. */
import { UserError } from "../provider/connect/explain";
import { PLUGIN } from "../provider/core/resource-types";
import { notRequiredText, type Raw, refuseUnknown } from "../provider/core/values";
import { connectorPlugins, connectorStatus } from "../provider/functions/ask";

type Fail = (property: string, reason: string) => never;

interface Called {
  readonly arguments: Readonly<Record<string, true>>;
  ask(cluster: unknown, args: Raw, fail: Fail): Promise<object>;
}

const functions: Readonly<Record<string, Called>> = {
  getConnectorStatus: {
    arguments: { cluster: true, name: true },
    ask: (cluster, { name }, fail) => {
      const reason = notRequiredText(name, "the connector's name on the cluster");
      return reason === undefined ? connectorStatus(cluster, String(name)) : fail("name", reason);
    },
  },
  getConnectorPlugins: {
    arguments: { cluster: true },
    ask: async (cluster) => ({ plugins: await connectorPlugins(cluster) }),
  },
};

/** Without a cluster, uses the one in the provider's configuration. */
export async function callFunction(token: string, args: Raw, configured: unknown): Promise<object> {
  const name = token.slice(PLUGIN.length + 1);
  const called =
    token.startsWith(`${PLUGIN}:`) && Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (called === undefined) throw new UserError(`there is no function ${token}`);
  const fail: Fail = (property, reason) => {
    throw new UserError(`${name}: ${property}: ${reason}`);
  };
  // A language host may only warn of an unknown argument, and the call would ask another cluster.
  refuseUnknown("", args, called.arguments, fail);
  return called.ask(args.cluster ?? configured, args, fail);
}
