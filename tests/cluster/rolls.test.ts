import { expect } from "chai";
import fc from "fast-check";
import { ConnectCluster } from "../../index";
import { isReady } from "../../provider/kubernetes/pod-state";
import { apply, coreApi } from "../../sandbox/kubernetes/client";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { describeInProof } from "../../testkit/proof";
import { restrictedNamespaceObject, smallCluster } from "../../testkit/kubernetes/small-cluster";
import { hasStarted, WorkerConfigs } from "../../testkit/connect/worker-configs";

/** Worker properties. */
type Config = Readonly<Record<string, string | number>>;

const INVALID = "no.such.Converter";
const CHANGES = 20;
const UP_MS = 150_000;

const valid = fc.integer({ min: 10, max: 90 }).map((seconds): Config => ({
  "offset.flush.interval.ms": seconds * 1000,
}));
const invalid = valid.map((config): Config => ({ ...config, "key.converter": INVALID }));
const change = fc.oneof(valid, invalid, fc.constant("back" as const));

const isValid = (config: Config) => config["key.converter"] !== INVALID;

describeInProof("the config of a Connect cluster that is rolled again and again", function () {
  this.timeout(2 * UP_MS);

  const namespace = `rolls-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;
  let configs: WorkerConfigs;
  let working: Config = {};

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
    configs = new WorkerConfigs(running.kubeconfig, namespace, "connect");
    await apply(running.kubeconfig, [restrictedNamespaceObject(namespace)]);
    succeeds(await up(working));
  });

  after(async () => {
    await stack.remove();
    await coreApi(running.kubeconfig).deleteNamespace({ name: namespace });
  });

  const up = (config: Config): Promise<Run> =>
    stack.up(() => {
      const small = smallCluster(running, namespace);
      new ConnectCluster("connect", { ...small, replicas: 1, config });
    });

  const succeeds = (run: Run) =>
    expect(run.ok, diagnostics(run, "error").join("\n") || run.text).to.equal(true);

  const onlyOneInUseIsLeft = async () =>
    expect(await configs.names()).to.deep.equal([await configs.ofNextPod()]);

  async function rolls(config: Config): Promise<void> {
    const run = await up(config);
    if (isValid(config)) {
      succeeds(run);
      working = config;
      await onlyOneInUseIsLeft();
    } else {
      expect(run.ok).to.equal(false);
      expect(diagnostics(run, "error").join("\n")).to.contain(INVALID);
    }
    expect(await configs.names()).to.include.members(await configs.inUse());
    await configs.restartPod(isValid(config) ? isReady : hasStarted);
  }

  it("is never deleted while it is in use, and never left behind", async function () {
    this.timeout(CHANGES * UP_MS);
    const seed = Number(process.env["ROLLS_SEED"] ?? Date.now() % 1e9);
    // Each run contains one failure and the way back, however few changes it has.
    const changes = [
      ...fc.sample(invalid, { numRuns: 1, seed }),
      "back" as const,
      ...fc.sample(change, { numRuns: CHANGES - 2, seed }),
    ];
    let last = working;
    const done: Config[] = [];
    try {
      for (const next of changes) {
        last = next === "back" ? working : next;
        done.push(last);
        await rolls(last);
      }
    } catch (error) {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new Error(`ROLLS_SEED=${seed} repeats this: ${JSON.stringify(done)}\n${said}`);
    }
    if (!isValid(last)) await rolls(working);
  });
});
