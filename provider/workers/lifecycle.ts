/** The life of `Workers`: it waits for pods and asks, and writes nothing. */
import { clusterOf } from "../connect/session";
import type { ConnectPlugin } from "../connect/api";
import { DEFAULT_TIMEOUT, parseDuration, type Verb } from "../core/duration";
import { endpointSecrets } from "../endpoint/credentials";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { canonicalEndpoint } from "../endpoint/canonical";
import { ForwardError } from "../core/errors";
import { explain, FORWARD_STEPS, UserError } from "../connect/explain";
import type { Failure } from "../core/values";
import { podsOf, type StatefulSetRef } from "../kubernetes/rollout-look";
import { RolloutError, waitForPods } from "../kubernetes/rollout-wait";
import { createRedactor } from "../connect/redact";

interface Inputs {
  readonly cluster: Endpoint;
  readonly statefulSet: StatefulSetRef;
  readonly revision: string;
  readonly timeouts?: Readonly<Partial<Record<Verb, string>>>;
}

interface Outputs extends Inputs {
  readonly plugins: readonly ConnectPlugin[];
}

export const workers = {
  check(_olds: object, news: Inputs): Promise<{ inputs: object; failures: Failure[] }> {
    const failures: Failure[] = [];
    const cluster = canonicalEndpoint(news.cluster, (property, reason) =>
      failures.push({ property: "", reason: `${property}: ${reason}` }),
    );
    return Promise.resolve({ inputs: { ...news, cluster }, failures });
  },

  async create(inputs: Inputs): Promise<{ id: string; outs: Outputs }> {
    await rolledOut(inputs, "create");
    return { id: clusterId(inputs.cluster), outs: await asked(inputs) };
  },

  async read(id: string, props: Outputs): Promise<{ id: string; props: Outputs }> {
    return { id, props: await asked(props) };
  },

  async update(_id: string, _olds: Outputs, news: Inputs): Promise<{ outs: Outputs }> {
    await rolledOut(news, "update");
    return { outs: await asked(news) };
  },

  delete: () => Promise.resolve(),
};

async function rolledOut({ cluster, statefulSet, timeouts }: Inputs, verb: Verb): Promise<void> {
  const { clock, log } = clusterOf(cluster);
  const asked = timeouts?.[verb];
  const what = `the workers of ${statefulSet.namespace}/${statefulSet.name}`;
  const redactor = createRedactor({ config: {}, more: endpointSecrets(cluster) });
  try {
    await waitForPods(
      await podsOf(statefulSet),
      { timeoutMs: parseDuration(asked ?? DEFAULT_TIMEOUT) ?? NaN, asked: asked !== undefined },
      clock,
      { progress: (text) => log.progress(`waiting for ${what}: ${redactor.message(text)}`) },
    );
  } catch (error) {
    if (error instanceof RolloutError) {
      throw new UserError(
        `${what} do not run:\n${redactor.message(error.message)}\n` +
          "Correct it and run `pulumi up` again. " +
          `\`kubectl describe pod\` and \`kubectl logs\` in the namespace ${statefulSet.namespace} say more.`,
      );
    }
    if (error instanceof ForwardError) {
      throw new UserError(`${what}: ${error.message}\n${FORWARD_STEPS[error.problem]}`);
    }
    throw explain(error, `wait for ${what}`, cluster, redactor);
  }
}

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
