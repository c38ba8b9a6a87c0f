import { expect } from "chai";
import { helpers } from "../../plugin/helper";
import { opened } from "../../plugin/wire";
import { PartialFailure } from "../../provider/connector/partial-failure";
import { thisRun } from "../../provider/connector/this-run";
import { CancelledError, systemClock } from "../../provider/core/clock";
import { markedSecret } from "../../provider/core/secret-mark";
import { UNKNOWN } from "../../provider/core/unknown";
import type { Raw } from "../../provider/core/values";
import { useFakeSystemClock } from "../../testkit/fake-clock";
import { useFakeProcessLog } from "../../testkit/fake-log";
import { readyPod, useKubernetesApi } from "../../testkit/kubernetes/kubernetes-api";
import { json, useServer } from "../../testkit/connect/scripted-server";
import { thrownBy } from "../../testkit/thrown";

const { Workers: workers, ClusterName: name } = helpers;
const plugin = { class: "org.example.Source", type: "source", version: "1" };
const write = { preview: false, timeout: 0 };
const preview = { ...write, preview: true };
const nothing = opened({});

describe("the workers of a cluster, as a resource of the plugin", () => {
  const use = useServer();
  const kubernetes = useKubernetesApi();
  const time = useFakeSystemClock();
  useFakeProcessLog();
  beforeEach(() => thisRun.end());

  /** A cluster whose pods run and answer. */
  beforeEach(() => {
    kubernetes.api.statefulSet = {
      metadata: { name: "connect", generation: 1 },
      spec: { replicas: 1, selector: { matchLabels: {} }, template: {}, serviceName: "s" },
      status: { replicas: 1, observedGeneration: 1, updateRevision: "new" },
    };
    const pod = readyPod("connect-0");
    const labels = { "controller-revision-hash": "new" };
    kubernetes.api.pods = [{ ...pod, metadata: { ...pod.metadata, labels } }];
    use.server
      .on("GET /connector-plugins", json([plugin]))
      .on("GET /", json({ version: "4.3.1", commit: "c", kafka_cluster_id: "one" }));
  });

  const program = (more: Raw = {}): Raw => ({
    cluster: {
      url: use.server.url,
      id: "data/connect",
      managed: true,
      basicAuth: { username: "app", password: markedSecret("hunter2") },
    },
    statefulSet: {
      namespace: "data",
      name: "connect",
      kubeconfig: markedSecret(kubernetes.api.kubeconfig),
    },
    revision: "a",
    ...more,
  });
  const state = (more: Raw = {}) => opened({ ...program(), plugins: [plugin], ...more });

  it("wait for the pods, and store what they report with the secrets of the inputs", async () => {
    const { inputs, failures } = await workers.check("w", nothing, opened(program()));
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.equal(program());
    const { id, outs } = await workers.create(opened(inputs), write);
    expect(id).to.equal("data/connect");
    expect(outs).to.deep.equal({ ...program(), plugins: [plugin], kafka: "one" });
  });

  it("have unknown plugins in a preview, without a call", async () => {
    const { outs, ...rest } = await workers.create(opened(program()), preview);
    expect(rest).to.deep.equal({});
    expect(outs).to.deep.include({ plugins: UNKNOWN, cluster: program().cluster });
    const updated = await workers.update("", state(), opened(program()), nothing, preview);
    expect(updated.outs.plugins).to.equal(UNKNOWN);
    expect([...use.server.calls, ...kubernetes.api.calls]).to.deep.equal([]);
  });

  it("wait no longer than the request allows", async () => {
    kubernetes.api.pods = [];
    const began = time.clock.now();
    const error = await thrownBy(() =>
      workers.create(opened(program()), { ...write, timeout: 90 }),
    );
    expect(error.message).to.contain("the workers of data/connect do not run");
    expect(time.clock.now() - began).to.be.within(90_000, 120_000);
  });

  it("end their wait when the engine cancels, and are waited for again", async () => {
    kubernetes.api.pods = [];
    systemClock.sleep = () => Promise.reject(new CancelledError());
    const error = await thrownBy(
      () =>
        workers.update("data/connect", state(), opened(program({ revision: "b" })), nothing, write),
      PartialFailure,
    );
    expect(error.reasons.join()).to.contain("interrupted. Run the command again");
    const kept = { ...program({ revision: "b" }), plugins: [plugin], failed: true };
    expect(error.properties).to.deep.equal(kept);

    const inputs = opened(program({ revision: "b" }));
    const { changes } = await workers.diff("", opened(kept), inputs, inputs);
    expect([...changes]).to.deep.equal([["revision", "update"]]);
  });

  it("change with the revision, and not by what only the dynamic resource has in the state", async () => {
    const inputs = opened(program());
    const dynamic = opened(program({ __provider: "text", timeouts: { create: "20m" } }));
    const same = await workers.diff("", state({ __provider: "text" }), inputs, dynamic);
    expect([...same.changes]).to.deep.equal([]);
    const other = await workers.diff("", state(), opened(program({ revision: UNKNOWN })), inputs);
    expect([...other.changes]).to.deep.equal([["revision", "update"]]);
    expect(other.replaces).to.deep.equal([]);
  });

  it("are queried in a refresh, and keep their secrets", async () => {
    const found = await workers.read("data/connect", state(), opened(program()));
    expect(found?.outs).to.deep.equal({ ...program(), plugins: [plugin], kafka: "one" });
    expect(found?.inputs).to.deep.equal(program());
  });

  it("delete nothing", async () => {
    await workers.delete("data/connect", state(), 0);
    expect([...use.server.calls, ...kubernetes.api.calls]).to.deep.equal([]);
  });
});

describe("the name of a cluster, as a resource of the plugin", () => {
  const kubernetes = useKubernetesApi();
  useFakeProcessLog();

  const program = (more: Raw = {}): Raw => ({
    owner: "urn:pulumi:dev::p::pulumi-kafka-connect:index:ConnectCluster::connect",
    namespace: "data",
    objects: [{ kind: "StatefulSet", name: "connect" }],
    access: { kubeconfig: markedSecret(kubernetes.api.kubeconfig) },
    replicas: 1,
    content: "a",
    ...more,
  });

  it("is refused when it belongs to somebody else", async () => {
    kubernetes.api.statefulSet = { metadata: { name: "connect", annotations: {} } };
    const { failures } = await name.check("n", nothing, opened(program()));
    expect(failures.map(({ reason }) => reason).join()).to.contain(
      'StatefulSet "connect" in the namespace data exists already',
    );
  });

  it("is not changed by the content of the pods alone", async () => {
    const [olds, news] = [opened(program()), opened(program({ content: "b" }))];
    expect([...(await name.diff("", olds, news, olds)).changes]).to.deep.equal([]);
    const more = opened(program({ replicas: 2 }));
    expect([...(await name.diff("", olds, more, olds)).changes]).to.deep.equal([
      ["replicas", "update"],
    ]);
  });

  it("stores the kubeconfig as a secret", async () => {
    kubernetes.api.refuse("/apis/apps/v1/namespaces/data/statefulsets/connect", 404, "not found");
    const { id, outs } = await name.create(opened(program()), write);
    expect(id).to.equal("data/connect");
    expect(outs).to.deep.equal(program());
  });
});
