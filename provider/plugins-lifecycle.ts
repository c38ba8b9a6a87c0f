/** The life of `InstalledPlugins`: it only asks. */
import { clusterOf } from "./cluster";
import type { Plugin } from "./connect-api";
import { clusterId, type Endpoint } from "./endpoint";
import { explain } from "./explain";
import { canonicalEndpoint, DEFAULT_TIMEOUT, type Failure, parseDuration } from "./inputs";
import { createRedactor } from "./secrets";
import { endpointSecrets } from "./credentials";

interface Inputs {
  readonly cluster: Endpoint;
  readonly revision: string;
}

interface Outputs extends Inputs {
  readonly plugins: readonly Plugin[];
}

export const installedPlugins = {
  check(_olds: object, news: Inputs): Promise<{ inputs: object; failures: Failure[] }> {
    const failures: Failure[] = [];
    const cluster = canonicalEndpoint(news.cluster, (property, reason) =>
      failures.push({ property: "", reason: `${property}: ${reason}` }),
    );
    return Promise.resolve({ inputs: { ...news, cluster }, failures });
  },

  async create(inputs: Inputs): Promise<{ id: string; outs: Outputs }> {
    return { id: clusterId(inputs.cluster), outs: await asked(inputs) };
  },

  async read(id: string, props: Outputs): Promise<{ id: string; props: Outputs }> {
    return { id, props: await asked(props) };
  },

  async update(_id: string, _olds: Outputs, news: Inputs): Promise<{ outs: Outputs }> {
    return { outs: await asked(news) };
  },

  delete: () => Promise.resolve(),
};

async function asked<T extends Inputs>(inputs: T): Promise<T & Outputs> {
  const redactor = createRedactor({ config: {}, more: endpointSecrets(inputs.cluster) });
  try {
    const cluster = clusterOf(inputs.cluster);
    const deadline = cluster.clock.now() + (parseDuration(DEFAULT_TIMEOUT) ?? 0);
    const plugins = await cluster.read(cluster.api.plugins, deadline);
    return { ...inputs, plugins };
  } catch (error) {
    throw explain(error, "ask for the installed plugins", inputs.cluster, redactor);
  }
}
