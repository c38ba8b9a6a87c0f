/** The calls behind the getters. */
import { type Cluster, clusterOf } from "../connect/session";
import type { ConnectPlugin, ConnectorInfo } from "../connect/wire";
import { endpointSecrets } from "../endpoint/credentials";
import type { Endpoint } from "../endpoint/endpoint";
import { isKnown } from "../core/unknown";
import { canonicalEndpoint } from "../endpoint/canonical";
import { unlessMissing } from "../core/errors";
import { explain, UserError } from "../connect/explain";
import { redactorForLive } from "../connect/live-redactor";
import { createRedactor } from "../connect/redact";
import { type StatusOutputs, statusOutputs, withShortTraces } from "../connect/status";

/** Waits for a restarting worker but not for an unreachable one, because previews call this too. */
const PATIENCE_MS = 60_000;

export function connectorStatus(endpoint: unknown, name: string): Promise<StatusOutputs> {
  return ask(
    `ask for the status of connector "${name}"`,
    endpoint,
    async (cluster, deadline, reached) => {
      const info = await cluster.find(name, deadline);
      if (info === undefined) {
        throw new UserError(
          `there is no connector "${name}" on ${cluster.url}. For one that this ` +
            "program creates, pass its output `connectorName` as the name.",
        );
      }
      // A new connector has no status yet.
      const status = await unlessMissing(cluster.read(() => cluster.api.status(name), deadline));
      const redactor = await redactorOf(cluster, info, reached);
      return withShortTraces(statusOutputs(status, redactor, info.type));
    },
  );
}

export function connectorPlugins(endpoint: unknown): Promise<readonly ConnectPlugin[]> {
  return ask("ask for the connector plugins", endpoint, (cluster, deadline) =>
    cluster.read(cluster.api.plugins, deadline),
  );
}

/** Not ours, so there is no declared list of secret keys. */
async function redactorOf(cluster: Cluster, { config }: ConnectorInfo, endpoint: Endpoint) {
  const definitions = await cluster.keysOf(config["connector.class"] ?? "");
  return redactorForLive({ config, definitions, more: endpointSecrets(endpoint) });
}

async function ask<T>(
  doing: string,
  raw: unknown,
  question: (cluster: Cluster, deadline: number, endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  const endpoint = canonicalEndpoint(raw, (property, reason) => {
    throw new UserError(`${doing}: ${property}: ${reason}`);
  });
  if (!isKnown(endpoint)) throw new UserError(`${doing}: the cluster is not known yet`);
  try {
    const cluster = clusterOf(endpoint);
    return await question(cluster, cluster.clock.now() + PATIENCE_MS, endpoint);
  } catch (error) {
    const redactor = createRedactor({ config: {}, more: endpointSecrets(endpoint) });
    throw explain(error, doing, endpoint, redactor);
  }
}
