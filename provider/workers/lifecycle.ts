/** The life of `Workers`: it waits for pods and asks, and writes nothing. */
import { clusterOf } from "../connect/session";
import type { ConnectPlugin } from "../connect/api";
import { DEFAULT_TIMEOUT, parseDuration, type Verb } from "../core/duration";
import { endpointSecrets } from "../endpoint/credentials";
import { clusterId, type Endpoint } from "../endpoint/endpoint";
import { canonicalEndpoint } from "../endpoint/canonical";
import { ForwardError } from "../core/errors";
import { processLog } from "../core/log";
import { REFRESH_PATIENCE_MS } from "../connect/retry";
import { explain, FORWARD_STEPS, UserError } from "../connect/explain";
import { PartialFailure } from "../connector/partial-failure";
import { thisRun } from "../connector/this-run";
import { type Failure, UNKNOWN } from "../core/values";
import { deleteUnusedConfigs } from "../kubernetes/old-configs";
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
  /** The last deployment did not get the pods to run: the next one waits for them again. */
  readonly failed?: boolean;
}

export const workers = {
  check(_olds: object, news: Inputs): Promise<{ inputs: object; failures: Failure[] }> {
    const failures: Failure[] = [];
    const cluster = canonicalEndpoint(news.cluster, (property, reason) =>
      failures.push({ property: "", reason: `${property}: ${reason}` }),
    );
    return Promise.resolve({ inputs: { ...news, cluster }, failures });
  },

  /** Otherwise the engine compares the inputs. */
  diff(_id: string, olds: Outputs, news: Inputs): Promise<{ changes?: boolean }> {
    if (becomesOther(olds, news)) {
      thisRun.plansToBecome(olds.cluster, news.cluster);
      warnOfOtherCluster(olds, news);
    }
    return Promise.resolve(olds.failed === true ? { changes: true } : {});
  },

  async create(inputs: Inputs): Promise<{ id: string; outs: Outputs }> {
    await rolledOut(inputs, "create");
    await tidied(inputs);
    return { id: clusterId(inputs.cluster), outs: await asked(inputs) };
  },

  /** The last known state, where they cannot be asked: the same run may be the one that repairs them. */
  async read(id: string, props: Outputs): Promise<{ id: string; props: Outputs }> {
    try {
      return { id, props: await asked(props, REFRESH_PATIENCE_MS) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      clusterOf(props.cluster).log.warn(
        `${error.message}\nThe last known state of the workers is kept.`,
      );
      return { id, props };
    }
  },

  async update(id: string, olds: Outputs, news: Inputs): Promise<{ outs: Outputs }> {
    try {
      await rolledOut(news, "update");
      await tidied(news);
      const outs = await asked(news);
      thisRun.hasBecome(olds.cluster, news.cluster);
      return { outs };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // The state has the new revision, or the revision of before would count as running.
      const properties = { ...news, plugins: olds.plugins, failed: true };
      throw new PartialFailure(id, properties, [error.message]);
    }
  },

  delete: () => Promise.resolve(),
};

function becomesOther(olds: Outputs, news: Inputs): boolean {
  if ((news.cluster as unknown) === UNKNOWN) return false;
  const after = clusterId(news.cluster);
  return after !== UNKNOWN && after !== clusterId(olds.cluster);
}

/** Connectors are replaced when the id changes; the preview should say why. */
function warnOfOtherCluster(olds: Outputs, news: Inputs): void {
  const [before, after] = [clusterId(olds.cluster), clusterId(news.cluster)];
  processLog().warn(
    `another groupId or other internal topics make another Connect cluster: ${before} becomes ${after}. ` +
      "Its connectors are created again there. What the old topics hold, offsets among it, is not moved.",
  );
}

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

/** What cannot be tidied up now is tidied up after the next roll. */
async function tidied({ cluster, statefulSet }: Inputs): Promise<void> {
  try {
    await deleteUnusedConfigs(statefulSet);
  } catch (error) {
    if (!(error instanceof ForwardError)) throw error;
    clusterOf(cluster).log.info(
      `unused ConfigMaps of ${statefulSet.namespace}/${statefulSet.name} may be left: ${error.message}`,
    );
  }
}

async function asked(inputs: Inputs, patienceMs?: number): Promise<Outputs> {
  const redactor = createRedactor({ config: {}, more: endpointSecrets(inputs.cluster) });
  try {
    const cluster = clusterOf(inputs.cluster);
    const deadline = cluster.clock.now() + (patienceMs ?? parseDuration(DEFAULT_TIMEOUT) ?? 0);
    const plugins = await cluster.read(cluster.api.plugins, deadline);
    return { ...inputs, plugins };
  } catch (error) {
    throw explain(error, "ask for the installed plugins", inputs.cluster, redactor);
  }
}
