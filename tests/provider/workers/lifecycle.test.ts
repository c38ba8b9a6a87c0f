import { expect } from "chai";
import { thisRun } from "../../../provider/connector/this-run";
import { workers } from "../../../provider/workers/lifecycle";
import { type MaybeUnknown, UNKNOWN } from "../../../provider/core/unknown";
import { useFakeSystemClock } from "../../../testkit/fake-clock";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { readyPod, useKubernetesApi } from "../../../testkit/kubernetes/kubernetes-api";
import { html, json, useServer } from "../../../testkit/connect/scripted-server";

const PLUGINS = "GET /connector-plugins";
const WORKER = "GET /";
const onKafka = (kafka: string) => json({ version: "4.3.1", commit: "c", kafka_cluster_id: kafka });
const plugin = { class: "org.example.Source", type: "source", version: "1" } as const;

describe("the workers of a Connect cluster", () => {
  const use = useServer();
  const kubernetes = useKubernetesApi();
  useFakeSystemClock();
  beforeEach(() => thisRun.end());
  const process_ = useFakeProcessLog();

  const inputs = (id = "data/connect") => ({
    cluster: { url: use.server.url, id, managed: true },
    statefulSet: { namespace: "data", name: "connect" },
    revision: "a",
  });
  const warned = () => process_.log.lines.filter((line) => line.startsWith("warn")).join("\n");

  it("are asked for their plugins in a refresh", async () => {
    use.server.on(PLUGINS, json([plugin])).on(WORKER, onKafka("first"));
    const { props } = await workers.read("data/connect", { ...inputs(), plugins: [] });
    expect(props.plugins).to.deep.equal([plugin]);
    expect(warned()).to.equal("");
  });

  it("keep their last known state in a refresh when they are down, with a warning", async () => {
    use.server.on(PLUGINS, html(404));
    const before = { ...inputs(), plugins: [plugin], failed: true };
    const { props } = await workers.read("data/connect", before);
    expect(props).to.deep.equal(before);
    expect(warned()).to.contain("last known state of the workers is kept");
  });

  it("are waited for again when the last deployment failed, also after a refresh", async () => {
    const olds = { ...inputs(), plugins: [] };
    expect(await workers.diff("", olds, inputs())).to.deep.equal({});
    expect(await workers.diff("", { ...olds, failed: true }, inputs())).to.deep.equal({
      changes: true,
    });
  });

  it("report in the preview that they become another Connect cluster", async () => {
    await workers.diff("", { ...inputs(), plugins: [] }, inputs("data/connect?group=g"));
    expect(warned()).to.contain("data/connect becomes data/connect?group=g");
  });

  it("report nothing about an unknown cluster", async () => {
    const olds = { ...inputs(), plugins: [], moved: true };
    for (const cluster of [UNKNOWN, { url: UNKNOWN }, { url: use.server.url, id: UNKNOWN }]) {
      expect(await workers.diff("", olds, { ...inputs(), cluster })).to.deep.equal({});
    }
    expect(warned()).to.equal("");
    expect(thisRun.mayLack("data/connect")).to.equal(false);
  });

  describe("with other brokers", () => {
    const brokers = <T>(bootstrapServers: T) => ({ ...inputs(), bootstrapServers });
    const olds = () => ({ ...brokers("a:9092,b:9092"), plugins: [], kafka: "first" });

    const cases: [string, MaybeUnknown<string>, boolean][] = [
      ["with other names", "c:9092,d:9092", true],
      ["with a longer name", "a.example.com:9092", true],
      ["one of which stays", "c:9092, B:9092", false],
      ["on another port", "a:9093,b:9093", false],
      ["that are unknown", UNKNOWN, false],
    ];
    for (const [what, after, warns] of cases) {
      it(`${what} ${warns ? "cause" : "cause no"} warning about another Kafka cluster`, async () => {
        await workers.diff("", olds(), brokers(after));
        expect(warned().includes("are recreated")).to.equal(warns);
      });
    }

    it("cause the warning even while the cluster is unknown", async () => {
      await workers.diff("", olds(), { ...brokers("c:9092"), cluster: UNKNOWN });
      expect(warned()).to.contain("the workers of data/connect become another Connect cluster");
    });

    const updated = async (kafka: string, before: object = {}) => {
      kubernetes.api.statefulSet = {
        metadata: { name: "connect", generation: 1 },
        spec: { replicas: 1, selector: { matchLabels: {} }, template: {}, serviceName: "s" },
        status: { replicas: 1, observedGeneration: 1, updateRevision: "new" },
      };
      const pod = readyPod("connect-0");
      const labels = { "controller-revision-hash": "new" };
      kubernetes.api.pods = [{ ...pod, metadata: { ...pod.metadata, labels } }];
      use.server.on(PLUGINS, json([plugin])).on(WORKER, onKafka(kafka));
      const { kubeconfig } = kubernetes.api;
      const news = brokers("c:9092");
      const statefulSet = { ...news.statefulSet, kubeconfig };
      return workers.update("", { ...olds(), ...before }, { ...news, statefulSet });
    };

    it("may lack connectors on another Kafka cluster, also in the next run, until a refresh", async () => {
      const { outs } = await updated("second");
      expect(outs).to.include({ kafka: "second", moved: true });
      expect(thisRun.mayLack("data/connect")).to.equal(true);

      thisRun.end();
      await workers.diff("", outs, outs);
      expect(thisRun.mayLack("data/connect")).to.equal(true);
      const { outs: next } = await updated("second", outs);
      expect(next.moved).to.equal(true);

      const { props } = await workers.read("", outs);
      expect(props).to.not.have.property("moved");
    });

    it("lack no connectors on the same Kafka cluster, or if the previous one is unknown", async () => {
      for (const before of [{}, { kafka: undefined }]) {
        const { outs } = await updated("first", before);
        expect(outs.kafka).to.equal("first");
        expect(outs).to.not.have.property("moved");
      }
      expect(thisRun.mayLack("data/connect")).to.equal(false);
    });
  });
});
