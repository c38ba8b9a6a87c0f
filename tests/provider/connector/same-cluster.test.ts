import { expect } from "chai";
import { wireConfig } from "../../../provider/connector/config";
import * as lifecycle from "../../../provider/connector/lifecycle";
import type { Outputs, Props } from "../../../provider/connector/outputs";
import { thisRun } from "../../../provider/connector/this-run";
import { UNKNOWN } from "../../../provider/core/unknown";
import type { Endpoint } from "../../../provider/endpoint/endpoint";
import { workers } from "../../../provider/workers/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import {
  sampleDraft,
  sampleInfo,
  sampleInputs,
  sampleStatus,
} from "../../../testkit/connectors/samples";
import { LIST } from "../../../testkit/connect/scripted-cluster";
import {
  empty,
  html,
  json,
  refusal,
  ScriptedServer,
} from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const DELETE = "DELETE /connectors/orders";
const SAME = { replaces: [], deleteBeforeReplace: true };
const OTHER = { replaces: ["cluster"], deleteBeforeReplace: false };

interface Seen {
  readonly kafka?: string;
  readonly worker?: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly hasIt?: boolean;
}

describe("a cluster's new address", () => {
  const { use, inputsOf, created } = useLifecycle();
  const process_ = useFakeProcessLog();
  let second: ScriptedServer;

  beforeEach(async () => (second = await ScriptedServer.start()));
  afterEach(() => second.close());

  function shows(server: ScriptedServer, seen: Seen = {}): void {
    const { kafka = "k1", worker = "w1:8083", config = {}, hasIt = true } = seen;
    const info = sampleInfo({ config: { ...wireConfig(sampleInputs()), ...config } });
    const status = sampleStatus("RUNNING", [{ state: "RUNNING", worker }]);
    const shown = { ...status, connector: { ...status.connector, worker_id: worker } };
    server
      .on("GET /", json({ version: "4.1.0", kafka_cluster_id: kafka }))
      .on(LIST, json(hasIt ? { orders: { info, status: shown } } : {}))
      .on("GET /health", json({}))
      .on("GET /connectors?expand=status", json({ orders: { status: shown } }));
  }

  const changed = (olds: Props<Outputs>, changes: object = {}) =>
    lifecycle.diff("orders", olds, inputsOf({ cluster: { url: second.url }, ...changes }));

  const cases: [string, Seen | "dead", Seen | "dead", object][] = [
    ["the same connector on the same workers", {}, {}, SAME],
    ["a config that somebody changed", { config: { x: "1" } }, { config: { x: "1" } }, SAME],
    ["another Kafka cluster", {}, { kafka: "k2" }, OTHER],
    ["another Connect cluster on the same Kafka cluster", {}, { worker: "w2:8083" }, OTHER],
    ["a missing connector", {}, { hasIt: false }, OTHER],
    ["another config", {}, { config: { topic: "other" } }, OTHER],
    ["no answer", {}, "dead", OTHER],
    ["the connector, when the old address is dead", "dead", {}, SAME],
    ["another worker, when the old address is dead", "dead", { worker: "w2:8083" }, OTHER],
    ["another config, when the old address is dead", "dead", { config: { topic: "x" } }, OTHER],
  ];
  for (const [what, here, there, expected] of cases) {
    it(`${expected === SAME ? "replaces nothing" : "replaces the connector"} if it has ${what}`, async () => {
      const olds = await created(inputsOf());
      for (const [server, seen] of [
        [use.server, here],
        [second, there],
      ] as const) {
        if (seen === "dead") server.on(LIST, html(502)).on("GET /", html(502));
        else shows(server, seen);
      }
      expect(await changed(olds)).to.deep.equal(expected);
      const advice = process_.log.lines.filter((line) => line.includes("Set cluster.id"));
      expect(advice).to.have.length(expected === SAME ? 1 : 0);
      const left = process_.log.lines.filter((line) => line.includes("leave their offsets behind"));
      expect(left).to.have.length(expected === SAME ? 0 : 1);
      expect([...use.server.writes, ...second.writes]).to.deep.equal([]);
    });
  }

  it("is the same cluster although its id is removed or changed too", async () => {
    shows(use.server);
    shows(second);
    for (const [before, now] of [
      [{ id: "a" }, {}],
      [{ id: "a" }, { id: "b" }],
      [{}, { id: "b" }],
    ]) {
      const olds = await created(inputsOf({ cluster: { url: use.server.url, ...before } }));
      const cluster = { url: second.url, ...now };
      process_.log.lines.length = 0;
      expect(await changed(olds, { cluster })).to.deep.equal(SAME);
      const advice = process_.log.lines.filter((line) => line.includes("Set cluster.id"));
      expect(advice).to.have.length(now?.id === undefined ? 1 : 0);
    }
  });

  const forced: [string, object, () => object][] = [
    ["another url", {}, () => ({ url: second.url })],
    ["another url and an id", {}, () => ({ url: second.url, id: "b" })],
    ["an id", {}, () => ({ url: use.server.url, id: "b" })],
    ["another url, without its id", { id: "a" }, () => ({ url: second.url })],
  ];
  for (const [what, before, now] of forced) {
    it(`does not make a forced replacement report the name as taken, with ${what}`, async () => {
      const old = inputsOf({ cluster: { url: use.server.url, ...before } });
      const olds = await created(old);
      for (const server of [use.server, second]) {
        shows(server);
        server.on("GET /connector-plugins/org.example.OrdersSource/config", json([]));
      }
      const news = { ...inputsOf({ cluster: now(), validate: false }), __preview: true };
      await lifecycle.check(old, { ...news });
      await lifecycle.diff("orders", olds, inputsOf({ cluster: now() }));
      await lifecycle.check({}, { ...news });
      expect(process_.log.lines.join("\n")).to.not.contain("already exists");
    });
  }

  const unchangedId: [string, Seen | "dead", Seen | "dead", string | undefined][] = [
    ["is the same cluster", {}, {}, undefined],
    [
      "has another Kafka cluster",
      {},
      { kafka: "k2" },
      "its Kafka cluster is k2, and the other's is k1",
    ],
    [
      "has another Kafka cluster and no connector",
      {},
      { kafka: "k2", hasIt: false },
      "its Kafka cluster",
    ],
    ["runs the connector too", {}, { worker: "w2:8083" }, "on different workers"],
    ["does not have the connector", {}, { hasIt: false }, "only on the other one"],
    ["has a connector that the old one no longer has", { hasIt: false }, {}, undefined],
    ["does not answer", {}, "dead", undefined],
    [
      "has the connector on new workers, and the old address is dead",
      "dead",
      { worker: "w2:1" },
      undefined,
    ],
    [
      "does not have the connector, and the old address is dead",
      "dead",
      { hasIt: false },
      undefined,
    ],
    ["shows drift, and the old address is dead", "dead", { config: { topic: "x" } }, undefined],
    [
      "has another connector of that name, and the old address is dead",
      "dead",
      { config: { topic: "x" }, worker: "w2:8083" },
      "another config and other workers",
    ],
  ];
  for (const [what, here, there, proof] of unchangedId) {
    const does = proof === undefined ? "is accepted" : "is refused by its name";
    it(`with an unchanged id ${does} if it ${what}`, async () => {
      const olds = await created(inputsOf({ cluster: { url: use.server.url, id: "a" } }));
      for (const [server, seen] of [
        [use.server, here],
        [second, there],
      ] as const) {
        server.on("GET /connectors/orders", refusal(404, "Connector orders not found"));
        if (seen === "dead") server.on(LIST, html(502)).on("GET /", html(502));
        else shows(server, seen);
      }
      const diffed = () => changed(olds, { cluster: { url: second.url, id: "a" } });
      if (proof === undefined) expect(await diffed()).to.deep.equal(SAME);
      else {
        const { message } = await thrownBy(diffed);
        expect(message).to.contain('cluster.id is still "a"').and.to.contain(proof);
        expect(message).to.contain("Correct cluster.url");
      }
      expect([...use.server.writes, ...second.writes]).to.deep.equal([]);
    });
  }

  it("with the previous id does not blame others if the connector does not exist", async () => {
    const olds = await created(inputsOf({ cluster: { url: use.server.url, id: "a" } }));
    shows(second, { hasIt: false });
    second
      .on("GET /connectors/orders", refusal(404, "Connector orders not found"))
      .on(POST, json(sampleInfo(), 201));
    await lifecycle.update("orders", olds, inputsOf({ cluster: { url: second.url, id: "a" } }));
    const lines = process_.log.lines.join("\n");
    expect(lines).to.contain(`the connector still runs at ${use.server.url}: delete it there`);
    expect(lines).to.not.contain("outside of Pulumi");
  });

  it("with another name renames the connector, and deletes it at the new address", async () => {
    const olds = await created(inputsOf());
    use.server.on(LIST, html(502)).on("GET /", html(502));
    shows(second);
    second.on(DELETE, empty()).on("GET /connectors", json([]));
    expect(await changed(olds, { name: "new" })).to.deep.equal({
      replaces: ["name"],
      deleteBeforeReplace: true,
    });
    await lifecycle.delete("orders", olds);
    expect(second.writes).to.deep.equal([DELETE]);
  });

  it("is not called without its credentials: while they are unknown, it counts as another cluster", async () => {
    const olds = await created(inputsOf());
    shows(use.server);
    shows(second);
    const news = sampleDraft({ cluster: { url: second.url, bearerToken: UNKNOWN } });
    expect(await lifecycle.diff("orders", olds, news)).to.deep.equal(OTHER);
    expect(second.calls).to.deep.equal([]);
  });

  it("writes nothing and resets no offsets", async () => {
    const onDelete = { resetOffsets: true };
    const olds = { ...(await created(inputsOf())), onDelete };
    shows(use.server);
    shows(second);
    const news = inputsOf({ cluster: { url: second.url }, onDelete });
    expect(await lifecycle.diff("orders", olds, news)).to.deep.equal(SAME);
    const { outs } = await lifecycle.update("orders", olds, news);
    expect(outs).to.include({ clusterId: second.url });
    expect([...use.server.writes, ...second.writes]).to.deep.equal([]);
  });

  it("keeps the old connector until the new one runs, for another cluster", async () => {
    const olds = await created(inputsOf({ adopt: true }));
    shows(use.server);
    shows(second, { kafka: "k2" });
    const news = inputsOf({ adopt: true, cluster: { url: second.url } });
    expect(await lifecycle.diff("orders", olds, news)).to.deep.equal(OTHER);
    second.on(POST, empty(401));
    await thrownBy(() => lifecycle.create(news));
    second.on(POST, json(sampleInfo(), 201));
    await lifecycle.create(news);
    use.server.on(DELETE, empty()).on("GET /connectors", json([]));
    await lifecycle.delete("orders", olds);
    expect(second.writes).to.deep.equal([POST, POST]);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });

  it("keeps the new connector, for another id at the same url", async () => {
    const at = (id: string) => inputsOf({ cluster: { url: use.server.url, id } });
    const olds = await created(at("a"));
    shows(use.server, { hasIt: false });
    expect(await lifecycle.diff("orders", olds, at("b"))).to.deep.equal(OTHER);
    use.server.on(POST, json(sampleInfo(), 201));
    await lifecycle.create(at("b"));
    await lifecycle.delete("orders", olds);
    expect(use.server.writes).to.deep.equal([POST]);
  });

  describe("one url whose workers are about to become another cluster", () => {
    const at = (id: string) => ({ url: use.server.url, id, managed: true });
    const plannedFor = (before: string, after: string) =>
      workers.diff("", workersOn(at(before)), workersOn(at(after)));

    it("is another cluster in the preview, although the workers still show the connector", async () => {
      const olds = await created(inputsOf({ cluster: at("a") }));
      shows(use.server);
      await plannedFor("a", "b");
      const news = inputsOf({ cluster: at("b") });
      expect(await lifecycle.diff("orders", olds, news)).to.deep.equal(OTHER);
    });

    for (const [what, hasIt, expected] of [
      ["another cluster if they do not have the connector", false, OTHER],
      // With another group alone, the config topic is the same.
      ["the same cluster if they still have the connector", true, SAME],
    ] as const) {
      it(`is ${what} once they run`, async () => {
        const olds = await created(inputsOf({ cluster: at("a") }));
        shows(use.server, { hasIt });
        await plannedFor("a", "b");
        thisRun.hasBecome("a", "b");
        const news = inputsOf({ cluster: at("b") });
        expect(await lifecycle.diff("orders", olds, news)).to.deep.equal(expected);
      });
    }

    it("is the same cluster as long as the id stays", async () => {
      const olds = await created(inputsOf({ cluster: at("a") }));
      await plannedFor("a", "a");
      const news = inputsOf({ cluster: at("a") });
      expect(await lifecycle.diff("orders", olds, news)).to.deep.equal(SAME);
    });
  });
});

const workersOn = (cluster: Endpoint) => ({
  cluster,
  statefulSet: { namespace: "data", name: "connect" },
  revision: "a",
  plugins: [],
});
