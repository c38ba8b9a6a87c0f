import { expect } from "chai";
import { UNKNOWN } from "../../../provider/core/unknown";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
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
const MISSING = refusal(404, "Connector orders not found");

/** A replacement deletes the connector and recreates it. */
describe("a key that ignoreKeys leaves to others, when its connector is replaced", () => {
  const { use, inputsOf, wireOf, created } = useLifecycle();
  const said = useFakeProcessLog();
  const warnings = () => said.log.lines.filter((line) => line.startsWith("warn"));
  let second: ScriptedServer;

  const ignoring = (changes: object = {}) => inputsOf({ ignoreKeys: ["team.*"], ...changes });
  const running = { status: sampleStatus("RUNNING") };

  beforeEach(async () => {
    second = await ScriptedServer.start();
    for (const server of [use.server, second]) {
      server
        .on("GET /connectors", json([]))
        .on("GET /connector-plugins/org.example.OrdersSource/config", json([]))
        .on(POST, json(sampleInfo(), 201))
        .on("GET /connectors?expand=status", json({ orders: running, new: running }));
    }
    use.server.on("DELETE /connectors/orders", empty());
  });
  afterEach(() => second.close());

  type Way = [what: string, changes: () => object, moves: boolean];
  const ways: Way[] = [
    ["a forced replacement", () => ({}), false],
    ["a new name", () => ({ name: "new" }), false],
    ["another cluster", () => ({ cluster: { url: second.url } }), true],
  ];

  /** The engine's calls in their order. */
  async function replaced(
    [, changes, moves]: Way,
    theirs: Record<string, string>,
    more = {},
    beforeEngine = () => {},
  ) {
    const olds = await created(ignoring());
    const live = wireOf(ignoring(), theirs);
    use.server
      .on(LIST, json({ orders: { info: sampleInfo({ config: live }), ...running } }))
      .on("GET /connectors/orders", json(sampleInfo({ config: live })))
      .on("GET /connectors?expand=status", json({ orders: running, new: running }));
    second.on("GET /connectors/orders", MISSING).on(LIST, json({}));
    const news = ignoring({ ...changes(), ...more });
    beforeEngine();
    await lifecycle.check(ignoring(), { ...news });
    await lifecycle.diff("orders", olds, news);
    await lifecycle.check({}, { ...news });
    const steps = [() => lifecycle.delete("orders", olds), () => lifecycle.create(news)];
    for (const step of moves ? steps.reverse() : steps) await step();
    return (moves ? second : use.server).bodyOf(POST) as { config: Record<string, string> };
  }

  for (const way of ways) {
    describe(`by ${way[0]}`, () => {
      it("is copied as the server shows it", async () => {
        const { config } = await replaced(way, { "team.size": "7", "other.size": "1" });
        expect(config).to.include({ "team.size": "7", topic: "orders" });
        expect(config).to.not.have.property("other.size");
        expect(use.server.writes).to.contain("DELETE /connectors/orders");
        expect(warnings()).to.deep.equal([]);
      });

      it("is not copied if the program declares it or no longer ignores it", async () => {
        const declared = await replaced(way, { "team.size": "7" }, { config: { "team.size": 9 } });
        expect(declared.config).to.include({ "team.size": "9" });
      });

      it("is dropped if ignoreKeys no longer contains it, even if the server hides it", async () => {
        const { config } = await replaced(way, { "team.password": "****" }, { ignoreKeys: [] });
        expect(config).to.not.have.property("team.password");
      });

      it("is copied with a warning if it is a secret that the server seems to show", async () => {
        const { config } = await replaced(way, { "team.password": "hunter2-theirs" });
        expect(config).to.include({ "team.password": "hunter2-theirs" });
        expect(warnings().join()).to.contain('config["team.password"]');
        expect(warnings().join()).to.not.contain("hunter2");
      });

      for (const mask of ["****", "<sensitive>"]) {
        it(`refuses the replacement, and deletes nothing, if the server shows ${mask}`, async () => {
          const { message } = await thrownBy(() => replaced(way, { "team.password": mask }));
          expect(message).to.contain('would lose config["team.password"]');
          expect(message).to.contain("Nothing was changed");
          expect(message).to.contain("remove it from ignoreKeys");
          expect([...use.server.writes, ...second.writes]).to.deep.equal([]);
        });
      }

      it("makes the preview warn if the server hides it", async () => {
        const olds = await created(ignoring());
        const info = sampleInfo({ config: wireOf(ignoring(), { "team.password": "****" }) });
        use.server.on(LIST, json({ orders: { info, ...running } }));
        second.on(LIST, json({}));
        const news = { ...ignoring(way[1]()), validate: false };
        await lifecycle.check(ignoring(), { ...news, __preview: true });
        await lifecycle.diff("orders", olds, news);
        await lifecycle.check({}, { ...news, __preview: true });
        const lost = warnings().filter((text) => text.includes("team.password"));
        expect(lost.join()).to.contain("`pulumi up` will refuse it");
        expect(warnings().join()).to.not.contain("already exists");
      });
    });
  }

  for (const way of ways) {
    const [by, , moves] = way;
    it(`${moves ? "stays on the old cluster" : "is named"} if the create fails, by ${by}`, async () => {
      const refuse = () => {
        for (const server of [use.server, second]) server.on(POST, refusal(400, "no"));
      };
      await thrownBy(() => replaced(way, { "team.size": "7" }, {}, refuse));
      const lost = warnings().filter((text) => text.includes('config["team.size"]'));
      expect(lost).to.have.length(moves ? 0 : 1);
      expect(use.server.writes.includes("DELETE /connectors/orders")).to.equal(!moves);
    });
  }

  it("is copied even if the engine deletes the connector before its new cluster exists", async () => {
    const olds = await created(ignoring());
    const live = sampleInfo({ config: wireOf(ignoring(), { "team.size": "7" }) });
    use.server.on("GET /connectors/orders", json(live)).on(LIST, json({}));
    await lifecycle.diff("orders", olds, { ...ignoring(), cluster: UNKNOWN });
    await lifecycle.delete("orders", olds);
    await lifecycle.create(ignoring({ cluster: { url: second.url } }));
    const { config } = second.bodyOf(POST) as { config: object };
    expect(config).to.include({ "team.size": "7" });
  });

  it("is taken along by a rename when the engine deletes it before its new cluster exists", async () => {
    const olds = await created(ignoring());
    const live = sampleInfo({ config: wireOf(ignoring(), { "team.size": "7" }) });
    use.server.on("GET /connectors/orders", json(live)).on(LIST, json({}));
    await lifecycle.diff("orders", olds, { ...ignoring({ name: "new" }), cluster: UNKNOWN });
    await lifecycle.delete("orders", olds);
    await lifecycle.create(ignoring({ name: "new", cluster: { url: second.url } }));
    const { config } = second.bodyOf(POST) as { config: object };
    expect(config).to.include({ "team.size": "7" });
  });

  for (const way of ways) {
    it(`makes the preview warn although it does not know a value of the config, by ${way[0]}`, async () => {
      const olds = await created(ignoring());
      const info = sampleInfo({ config: wireOf(ignoring(), { "team.password": "****" }) });
      use.server.on(LIST, json({ orders: { info, ...running } }));
      second.on(LIST, json({}));
      const config = { topic: "orders", other: UNKNOWN };
      const news = { ...ignoring(way[1]()), config, validate: false };
      await lifecycle.check(ignoring(), { ...news, __preview: true });
      await lifecycle.diff("orders", olds, news);
      await lifecycle.check({}, { ...news, __preview: true });
      expect(warnings().join()).to.contain("team.password");
    });
  }

  it("refuses the delete of a resource that may be left over, and says what to do with it", async () => {
    const olds = await created(ignoring());
    const live = wireOf(ignoring(), { "team.password": "****" });
    use.server
      .on(LIST, json({ orders: { info: sampleInfo({ config: live }), ...running } }))
      .on("GET /connectors/orders", json(sampleInfo({ config: live })));
    await lifecycle.check(ignoring(), ignoring() as never);
    await lifecycle.diff("orders", olds, ignoring());
    const { message } = await thrownBy(() => lifecycle.delete("orders", olds));
    expect(message).to.contain("would lose").and.contain("an interrupted `pulumi up`");
    expect(use.server.writes).to.deep.equal([]);
  });

  it("does not delay a delete without a replacement", async () => {
    const olds = await created(ignoring());
    use.server
      .on(LIST, json({}))
      .on("GET /connectors/orders", json(sampleInfo({ config: { "team.password": "****" } })));
    await lifecycle.delete("orders", olds);
    expect(use.server.writes).to.deep.equal(["DELETE /connectors/orders"]);
  });

  it("prevents a move while the old cluster does not answer", async () => {
    const olds = await created(ignoring());
    use.server.always(html(503));
    second.on("GET /connectors/orders", MISSING).on(LIST, json({}));
    const news = ignoring({ cluster: { url: second.url } });
    await lifecycle.diff("orders", olds, news);
    const { message } = await thrownBy(() => lifecycle.create(news));
    expect(message).to.contain("read the keys that ignoreKeys leaves to others");
    expect(message).to.contain("PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE");
    expect(second.writes).to.deep.equal([]);
  });
});
