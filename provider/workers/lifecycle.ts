/** The lifecycle of `Workers`, which waits for pods and reads, but writes nothing. */
import { clusterOf } from "../connect/session";
import type { ConnectPlugin } from "../connect/wire";
import { DEFAULT_TIMEOUT, parseDuration, type TimedOperation } from "../core/duration";
import { endpointSecrets } from "../endpoint/credentials";
import { clusterId, type Endpoint, knownClusterId } from "../endpoint/endpoint";
import { canonicalEndpoint } from "../endpoint/canonical";
import { ForwardError } from "../core/errors";
import { processLog } from "../core/log";
import { REFRESH_PATIENCE_MS } from "../connect/retry";
import { explain, forwardStep, UserError } from "../connect/explain";
import { withoutUndefined } from "../connector/outputs";
import { PartialFailure } from "../connector/partial-failure";
import { thisRun } from "../connector/this-run";
import { type Draft, isUnknown } from "../core/unknown";
import type { Failure } from "../core/values";
import { deleteUnusedConfigs } from "../kubernetes/old-configs";
import { podsOf, type StatefulSetRef } from "../kubernetes/rollout-state";
import { RolloutError, waitForPods } from "../kubernetes/rollout-wait";
import { createRedactor } from "../connect/redact";
import { becoming } from "./other-cluster";
import { mayBeOtherKafka } from "./other-kafka";

interface Inputs {
  readonly cluster: Endpoint;
  readonly statefulSet: StatefulSetRef;
  readonly revision: string;
  /** The brokers, as the program names them. */
  readonly bootstrapServers?: string;
  readonly timeouts?: Readonly<Partial<Record<TimedOperation, string>>>;
}

interface Outputs extends Inputs {
  readonly plugins: readonly ConnectPlugin[];
  /** The id of the Kafka cluster that the workers belong to. */
  readonly kafka?: string;
  /**
   * Set if they belonged to another Kafka before. Until a refresh, a connector in the state may be
   * missing.
   */
  readonly moved?: boolean;
  /**
   * Set if the pods did not run at the last deployment, so that the next one waits for them again.
   */
  readonly failed?: boolean;
}

export const workers = {
  check(_olds: object, news: Draft<Inputs>): Promise<{ inputs: object; failures: Failure[] }> {
    const failures: Failure[] = [];
    const cluster = canonicalEndpoint(news.cluster, (property, reason) =>
      failures.push({ property: "", reason: `${property}: ${reason}` }),
    );
    return Promise.resolve({ inputs: { ...news, cluster }, failures });
  },

  /** In every other case, the engine compares the inputs. */
  diff(_id: string, olds: Outputs, news: Draft<Inputs>): Promise<{ changes?: boolean }> {
    const [before, after] = [clusterId(olds.cluster), knownClusterId(news.cluster)];
    const { bootstrapServers: brokers } = news;
    if (after !== undefined && after !== before) {
      const { withoutConnectors, text } = becoming(before, after);
      if (withoutConnectors) thisRun.plansToBecome(before, after);
      processLog().warn(text);
    } else if (!isUnknown(brokers) && mayBeOtherKafka(olds.bootstrapServers, brokers)) {
      warnOfOtherKafka(olds, brokers ?? "");
    }
    if (olds.moved === true && after !== undefined) thisRun.hasLeftKafka(after);
    return Promise.resolve(olds.failed === true ? { changes: true } : {});
  },

  async create(inputs: Inputs): Promise<{ id: string; outs: Outputs }> {
    await rolledOut(inputs, "create");
    await tidied(inputs);
    return { id: clusterId(inputs.cluster), outs: await asked(inputs) };
  },

  /** Keeps the last known state if the workers do not answer: the same run may repair them. */
  async read(id: string, props: Outputs): Promise<{ id: string; props: Outputs }> {
    // The same refresh finds out which connectors are missing.
    const { moved: _, ...settled } = props;
    try {
      return { id, props: await asked(settled, REFRESH_PATIENCE_MS) };
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
      thisRun.hasBecome(clusterId(olds.cluster), clusterId(news.cluster));
      const moves = olds.kafka !== undefined && olds.kafka !== outs.kafka;
      if (moves) reportOtherKafka(olds, outs);
      return { outs: moves || olds.moved === true ? { ...outs, moved: true } : outs };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // The state must have the new revision, or the previous revision would count as running.
      const { plugins, kafka, moved } = olds;
      const properties = withoutUndefined({ ...news, plugins, kafka, moved, failed: true });
      throw new PartialFailure(id, properties, [error.message]);
    }
  },

  delete: () => Promise.resolve(),
};

function warnOfOtherKafka(olds: Outputs, brokers: string): void {
  processLog().warn(
    `bootstrapServers becomes ${brokers}, which has no host in common with ` +
      `${olds.bootstrapServers ?? ""}. If these are the brokers of another Kafka, the workers of ` +
      `${clusterId(olds.cluster)} become another Connect cluster there: its connectors are recreated, and ` +
      "the contents of the old topics, including offsets, are not moved. If they are the same brokers under other " +
      "names, the connectors stay as they are.",
  );
}

function reportOtherKafka(olds: Outputs, outs: Outputs): void {
  const id = clusterId(outs.cluster);
  thisRun.hasLeftKafka(id);
  processLog().info(
    `the workers of ${id} now belong to the Kafka cluster ${outs.kafka ?? ""}, and ` +
      `before to ${olds.kafka ?? ""}: connectors that do not exist there are recreated`,
  );
}

async function rolledOut(
  { cluster, statefulSet, timeouts }: Inputs,
  operation: TimedOperation,
): Promise<void> {
  const { clock, log } = clusterOf(cluster);
  const asked = timeouts?.[operation];
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
          `\`kubectl describe pod\` and \`kubectl logs\` in the namespace ${statefulSet.namespace} show more.`,
      );
    }
    if (error instanceof ForwardError) {
      throw new UserError(`${what}: ${error.message}\n${forwardStep(error.problem)}`);
    }
    throw explain(error, `wait for ${what}`, cluster, redactor);
  }
}

/** If the cleanup fails, the next rollout repeats it. */
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
    const { kafka_cluster_id: kafka } = await cluster.read(cluster.api.worker, deadline);
    return kafka === undefined ? { ...inputs, plugins } : { ...inputs, plugins, kafka };
  } catch (error) {
    throw explain(error, "ask for the installed plugins", inputs.cluster, redactor);
  }
}
