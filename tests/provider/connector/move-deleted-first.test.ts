import { expect } from "chai";
import { systemClock } from "../../../provider/core/clock";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import { sampleInfo } from "../../../testkit/connectors/samples";
import { LIST } from "../../../testkit/connect/scripted-cluster";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
  ScriptedServer,
} from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const FIND = "GET /connectors/orders";
const DELETE = "DELETE /connectors/orders";
const MISSING = refusal(404, "Connector orders not found");

/** With the resource option deleteBeforeReplace, the engine deletes before it creates. */
describe("a move to another cluster with deleteBeforeReplace", () => {
  const { use, inputsOf, created } = useLifecycle();
  useFakeProcessLog();
  let second: ScriptedServer;

  beforeEach(async () => {
    second = await ScriptedServer.start();
    use.server.on(LIST, json({})).on(DELETE, empty()).on("GET /connectors", json([]));
    second.on(LIST, json({})).on("GET /connectors", json([]));
  });
  afterEach(() => second.close());

  /** The engine's calls in their order, up to the delete. */
  async function planned(changes: object = {}) {
    const olds = await created(inputsOf());
    use.server.on(LIST, json({}));
    const news = inputsOf({ cluster: { url: second.url }, ...changes });
    await lifecycle.diff("orders", olds, news);
    return { olds, news };
  }

  const refused: [string, Reply][] = [
    ["answers 404 with a page", html(404)],
    ["answers 404 without a message", empty(404)],
    ["is another service", refusal(404, "HTTP 404 Not Found")],
    ["is a gateway that answers 503", html(503)],
    ["resets the connection", reset],
    ["refuses the credentials", empty(401)],
    ["shows a login page", html(200, "Sign in")],
    ["has a connector of that name", json(sampleInfo({ config: { topic: "other" } }))],
  ];
  for (const [what, reply] of refused) {
    it(`deletes nothing when the new cluster ${what}, and names the next step`, async () => {
      const { olds } = await planned();
      second.on(FIND, reply);
      const since = systemClock.now();
      const error = await thrownBy(() => lifecycle.delete("orders", olds));
      expect(systemClock.now() - since).to.be.below(50_000);
      expect(use.server.writes).to.deep.equal([]);
      expect(error.message).to.contain(`delete connector "orders"`);
      expect(error.message).to.contain(second.url);
      expect(error.message).to.contain("Nothing was deleted");
      expect(error.message).to.contain("deleteBeforeReplace");
      expect(error.message).to.contain("cluster.url");
    });
  }

  it("deletes nothing when nothing listens at the new address", async () => {
    const { olds } = await planned();
    await second.close();
    const error = await thrownBy(() => lifecycle.delete("orders", olds));
    expect(error.message).to.match(/ECONNREFUSED/);
    expect(error.message).to.contain("Nothing was deleted");
    expect(use.server.writes).to.deep.equal([]);
  });

  it("deletes the old connector if the new cluster has none of that name", async () => {
    const { olds } = await planned();
    second.on(FIND, MISSING);
    await lifecycle.delete("orders", olds);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });

  it("deletes the old connector if the new cluster has one to adopt", async () => {
    const { olds } = await planned({ adopt: true });
    second.on(FIND, json(sampleInfo()));
    await lifecycle.delete("orders", olds);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });

  it("asks for the new name if that changes too", async () => {
    const { olds } = await planned({ name: "new" });
    second.on("GET /connectors/new", json(sampleInfo())).on(FIND, MISSING);
    const error = await thrownBy(() => lifecycle.delete("orders", olds));
    expect(error.message).to.contain(`"new"`);
    expect(use.server.writes).to.deep.equal([]);
  });

  it("does not ask once the connector has been created on the new cluster", async () => {
    const { olds, news } = await planned();
    second.on(POST, json(sampleInfo(), 201));
    second.on("GET /connectors?expand=status", json({}));
    const quick = { ...news, timeouts: { create: "5s" } };
    await lifecycle.create(quick).catch(() => undefined);
    second.calls.length = 0;
    second.always(html(503));
    await lifecycle.delete("orders", olds);
    expect(second.calls).to.deep.equal([]);
    expect(use.server.writes).to.deep.equal([DELETE]);
  });

  it("does not ask if the connector is only renamed on its cluster", async () => {
    const olds = await created(inputsOf());
    await lifecycle.diff("orders", olds, inputsOf({ name: "new" }));
    await lifecycle.delete("orders", olds);
    expect(use.server.writes).to.deep.equal([DELETE]);
    expect(second.calls).to.deep.equal([]);
  });

  it("does not ask if the program no longer moves it", async () => {
    const { olds } = await planned();
    await lifecycle.diff("orders", olds, inputsOf());
    second.calls.length = 0;
    await lifecycle.delete("orders", olds);
    expect(use.server.writes).to.deep.equal([DELETE]);
    expect(second.calls).to.deep.equal([]);
  });
});
