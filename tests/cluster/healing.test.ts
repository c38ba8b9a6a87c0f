import { PolicyV1Api } from "@kubernetes/client-node";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConnectCluster, Connector, type ConnectorArgs } from "../../index";
import { coreApi, kubeConfig } from "../../sandbox/kubernetes/client";
import { waitUntil } from "../../sandbox/wait";
import { type Cluster, cluster } from "../../testkit/kubernetes/cluster";
import { diagnostics, type Run, TestStack } from "../../testkit/engine/engine";
import { podExec } from "../../testkit/kubernetes/pod-exec";
import { restrictedNamespace, smallCluster } from "../../testkit/kubernetes/small-cluster";

const SINK = "org.apache.kafka.connect.file.FileStreamSinkConnector";

describe("the healing agent of a Connect cluster on Kubernetes", function () {
  this.timeout(300_000);

  const namespace = `healing-${Date.now().toString(36)}`;
  let running: Cluster;
  let stack: TestStack;

  before(async () => {
    running = await cluster();
    stack = await TestStack.create(running.pulumi, namespace);
  });

  after(async () => {
    await stack.remove();
  });

  const program = (restartPolicy: NonNullable<ConnectorArgs["restartPolicy"]>) => () => {
    const space = restrictedNamespace(namespace);
    const healing = { pollInterval: "1s", firstWait: "2s", stableTime: "10s" };
    const connect = new ConnectCluster(
      "connect",
      {
        ...smallCluster(running, space.metadata.name),
        replicas: 1,
        healing: { image: running.nodeImage, ...healing },
      },
      { transforms: [ofTeam] },
    );
    const sink = new Connector("sink", {
      cluster: connect,
      class: SINK,
      config: {
        file: "/tmp/late/out",
        topics: `${namespace}-lines`,
        "value.converter": "org.apache.kafka.connect.storage.StringConverter",
      },
      restartPolicy,
      waitFor: "connector", // Its task fails until somebody creates the folder.
    });
    return { state: sink.state };
  };

  const succeeds = (run: Run): Run => {
    expect(run.ok, diagnostics(run, "error").join("\n")).to.equal(true);
    return run;
  };

  const events = async (): Promise<string> => {
    const api = coreApi(running.kubeconfig);
    const labelSelector = "app.kubernetes.io/name=kafka-connect-healing";
    const { items } = await api.listNamespacedPod({ namespace, labelSelector });
    const name = items[0]?.metadata?.name ?? "";
    return api.readNamespacedPodLog({ name, namespace });
  };
  const untilEvent = (event: string) =>
    waitUntil(async () => (await events()).includes(`"event":"${event}"`), {
      what: `the event "${event}"`,
      deadlineMs: 150_000,
      intervalMs: 1_000,
    });
  const policies = async () => {
    const api = coreApi(running.kubeconfig);
    const name = "connect-restart-policies";
    return (await api.readNamespacedConfigMap({ name, namespace })).data;
  };

  it("gives up after the restarts of the connector's own policy, in a restricted namespace", async () => {
    succeeds(await stack.up(program({ maxRetry: 1 })));
    expect(await policies()).to.deep.equal({
      sink: '{"name":"sink","type":"OnFailure","maxRetry":1}',
    });
    await untilEvent("given up");
    expect((await events()).match(/"event":"restart"/g)).to.have.length(1);
  });

  it("applies the program's `transforms` to its pod, the Services and the PodDisruptionBudget", async () => {
    const { kubeconfig } = running;
    const labelSelector = "app.kubernetes.io/name=kafka-connect-healing";
    const budgets = kubeConfig(kubeconfig).makeApiClient(PolicyV1Api);
    const found = [
      await coreApi(kubeconfig).listNamespacedPod({ namespace, labelSelector }),
      await coreApi(kubeconfig).listNamespacedService({ namespace }),
      await budgets.listNamespacedPodDisruptionBudget({ namespace }),
    ].flatMap(({ items }) => items.map(({ metadata }) => metadata?.annotations));
    expect(found).to.have.length(4);
    for (const annotations of found) expect(annotations).to.include({ "example.com/team": "data" });
  });

  it("is changed neither by the same program nor by a refresh", async () => {
    const run = succeeds(await stack.up(program({ maxRetry: 1 })));
    expect(Object.keys(run.changes)).to.deep.equal(["same"]);
    succeeds(await stack.refresh());
    expect(await policies()).to.have.property("sink");
  });

  it("shows a changed policy in a preview, follows it without a restart of the agent, and heals", async () => {
    const more = program({ maxRetry: 50 });
    const preview = succeeds(await stack.preview(more));
    expect(preview.changes.update).to.equal(2); // The connector's own line, and the policy's.
    expect(preview.text).to.contain("sink-restart-policy");
    succeeds(await stack.up(more));
    await waitUntil(async () => ((await events()).match(/"event":"restart"/g) ?? []).length > 1, {
      what: "a restart under the new policy",
      deadlineMs: 150_000,
      intervalMs: 1_000,
    });
    expect((await events()).match(/"event":"started"/g)).to.have.length(1);
    await podExec(
      running.kubeconfig,
      { namespace, name: "connect-0", container: "connect" },
      "mkdir -p /tmp/late",
    );
    await untilEvent("cured");
  });

  it("follows a changed policy without a restart of connectors and tasks", async () => {
    const api = coreApi(running.kubeconfig);
    const started = async () => {
      const log = await api.readNamespacedPodLog({ name: "connect-0", namespace });
      return log.match(/Instantiated (connector|task) sink/g) ?? [];
    };
    const before = await started();
    expect(before.length).to.be.greaterThan(0);
    const run = succeeds(await stack.up(program({ maxRetry: 7 })));
    expect(run.changes.update).to.equal(2);
    expect(await policies()).to.deep.equal({
      sink: '{"name":"sink","type":"OnFailure","maxRetry":7}',
    });
    expect(await started()).to.deep.equal(before);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    succeeds(await stack.destroy());
    const namespaces = await coreApi(running.kubeconfig).listNamespace();
    expect(namespaces.items.map(({ metadata }) => metadata?.name)).to.not.include(namespace);
  });
});

/** An annotation on objects that `podTemplate` does not cover. */
const ofTeam: pulumi.ResourceTransform = ({ type, props, opts }) => {
  const annotated = (body: Annotated): Annotated => ({
    ...body,
    metadata: {
      ...body.metadata,
      annotations: { ...body.metadata?.annotations, "example.com/team": "data" },
    },
  });
  if (type === "kubernetes:apps/v1:Deployment") {
    const { spec } = props as { spec: { template: Annotated } };
    return { props: { ...props, spec: { ...spec, template: annotated(spec.template) } }, opts };
  }
  const kinds = ["kubernetes:core/v1:Service", "kubernetes:policy/v1:PodDisruptionBudget"];
  return kinds.includes(type) ? { props: annotated(props), opts } : undefined;
};

interface Annotated {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}
