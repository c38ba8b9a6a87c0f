import { expect } from "chai";
import { connectError, type Fault, type Rule } from "../helpers/proxy";
import { eachWithScenario } from "../helpers/scenario";

const REBALANCE_409 = connectError(
  409,
  "Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)",
);
const REBALANCE_500 = connectError(
  500,
  "Request cannot be completed because a rebalance is expected",
);
const HTML: Fault = {
  answer: { status: 502, type: "text/html", body: "<html><h1>502 Bad Gateway</h1></html>" },
};

/** The fault meets the first calls of each method and path, then the way is free. */
const firstTimes =
  (times: number, fault: Fault): Rule =>
  ({ nth }) =>
    nth < times ? fault : undefined;

describe("a fault on the way to Kafka Connect", () => {
  const scenario = eachWithScenario();

  /** Create, update, refresh and destroy under the rule: each must do its work in one run. */
  async function converges(rule: Rule): Promise<void> {
    const s = scenario();
    const name = s.name("source");
    const program = (size: number) => () => void s.source({ config: { "batch.size": size } });
    const under = async (verb: string, run: () => Promise<{ ok: boolean; text: string }>) => {
      s.proxy.calls.length = 0;
      s.proxy.rule = rule;
      const { ok, text } = await run();
      expect(ok, `${verb}: ${text.slice(0, 3000)}`).to.equal(true);
    };
    await under("create", () => s.stack.up(program(1)));
    await s.rest.until(name, "RUNNING");
    expect(await s.rest.config(name)).to.include({ "batch.size": "1" });
    await under("update", () => s.stack.up(program(2)));
    expect(await s.rest.config(name)).to.include({ "batch.size": "2" });
    await under("refresh", () => s.stack.refresh({ expectNoChanges: true }));
    await under("destroy", () => s.stack.destroy());
    expect(await s.rest.names()).to.not.include(name);
    expect(await s.stack.state()).to.deep.equal([]);
  }

  it("of 409 in a rebalance converges", () => converges(firstTimes(2, REBALANCE_409)));

  it("of 500 'rebalance expected' converges", () => converges(firstTimes(2, REBALANCE_500)));

  it("of an HTML error page of a gateway converges", () => converges(firstTimes(1, HTML)));

  it("of a connection that is cut before the call arrives converges", () =>
    converges(firstTimes(1, { cut: "call" })));

  it("of an answer that is lost after the write converges", () =>
    converges(firstTimes(1, { cut: "answer" })));

  it("of an answer that is cut off in the middle converges", () =>
    converges(firstTimes(1, { change: (body) => body.slice(0, body.length / 2) })));

  it("of a worker that is starting (404 without a word of Connect's) converges", () =>
    converges(firstTimes(2, { answer: { status: 404, type: "text/html", body: "Not found" } })));

  it("of 429 from a gateway converges", () =>
    converges(firstTimes(1, { answer: { status: 429, type: "text/plain", body: "slow down" } })));

  it("of answers that take 12 seconds is waited for, and nothing is sent twice", async () => {
    const s = scenario();
    s.proxy.rule = ({ method }) => (method === "GET" ? undefined : { delayMs: 12_000 });
    expect((await s.stack.up(() => void s.source())).ok).to.equal(true);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
  });
});

describe("a lost answer", () => {
  const scenario = eachWithScenario();

  it("to the POST is looked up, and the POST is not sent again", async () => {
    const s = scenario();
    s.proxy.rule = ({ method }) => (method === "POST" ? { cut: "answer" } : undefined);
    const run = await s.stack.up(() => void s.source());
    expect(run.ok, run.text.slice(0, 2000)).to.equal(true);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    expect(await s.stack.state()).to.have.length(1);
  });

  it("to the POST of a connector that somebody else made meanwhile is not taken for ours", async () => {
    const s = scenario();
    await s.rest.write("POST", "/connectors", {
      name: s.name("source"),
      config: {
        "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector",
        topic: "theirs",
      },
    });
    s.proxy.rule = ({ method, nth }) =>
      method === "POST" && nth === 0 ? { cut: "answer" } : undefined;
    const run = await s.stack.up(() => void s.source());
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("already exists");
    expect(await s.rest.config(s.name("source"))).to.include({ topic: "theirs" });
  });

  it("to the PUT is looked up, and the PUT is not sent again", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    s.proxy.rule = ({ method }) => (method === "PUT" ? { cut: "answer" } : undefined);
    s.proxy.calls.length = 0;
    const run = await s.stack.up(() => void s.source({ config: { "batch.size": 9 } }));
    expect(run.ok, run.text.slice(0, 2000)).to.equal(true);
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("source")}/config`]);
  });
});

describe("what servers do to a config", () => {
  const scenario = eachWithScenario();
  const secret = { "db.password": "hunter2-of-a-password" };

  /** Every config that is read through the proxy is changed; writes pass as they are. */
  const onReads =
    (change: (body: string) => string): Rule =>
    ({ method, path }) =>
      method === "GET" && path.startsWith("/connectors") ? { change } : undefined;

  async function staysQuietAndCanBeUpdated(change: (body: string) => string): Promise<void> {
    const s = scenario();
    const program = (size: number) => () =>
      void s.source({ config: { ...secret, "batch.size": size } });
    s.proxy.rule = onReads(change);
    await s.up(program(1));
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    expect((await s.preview(program(1))).changes).to.deep.equal({ same: 2 });
    await s.up(program(2));
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("source")}/config`]);
    expect(await s.rest.config(s.name("source"))).to.include({ ...secret, "batch.size": "2" });
  }

  it("a password that is masked on GET is neither drift nor written back", () =>
    staysQuietAndCanBeUpdated((body) => body.replaceAll("hunter2-of-a-password", "********")));

  it("a key `__internal.…` that is added on GET is no drift", () =>
    staysQuietAndCanBeUpdated((body) =>
      body.replaceAll('"config":{', '"config":{"__internal.config.version":"7",'),
    ));

  it("a masked password that changes in the program is written", async () => {
    const s = scenario();
    s.proxy.rule = onReads((body) => body.replaceAll(/hunter2-of-a-\w+/g, "********"));
    const program = (password: string) => () =>
      void s.source({ config: { "db.password": `hunter2-of-a-${password}` } });
    await s.up(program("password"));
    await s.up(program("change"));
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("source")}/config`]);
    expect(await s.rest.config(s.name("source"))).to.include({
      "db.password": "hunter2-of-a-change",
    });
  });

  it("404 on DELETE is success", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    await s.rest.write("DELETE", `/connectors/${s.name("source")}`);
    const run = await s.stack.destroy();
    expect(run.ok, run.text.slice(0, 1000)).to.equal(true);
    expect(await s.stack.state()).to.deep.equal([]);
  });

  it("a list of a worker that is starting, and so is empty, loses no connector", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    s.proxy.rule = ({ path }) =>
      path.startsWith("/connectors?expand") ? { answer: { status: 200, body: "{}" } } : undefined;
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    expect(await s.stack.state()).to.have.length(1);
  });

  it("state `stopped` on a Connect before 3.5, which has none, fails, and what was made is in the state", async () => {
    const s = scenario();
    s.proxy.rule = ({ body, method, path }) => {
      if (method === "POST" && body.includes("initial_state")) {
        return connectError(
          500,
          'Unrecognized field "initial_state" (class CreateConnectorRequest)',
        );
      }
      return path.endsWith("/stop") ? connectError(404, "HTTP 404 Not Found") : undefined;
    };
    const run = await s.stack.up(() => void s.source({ state: "stopped" }));
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain('state \\"stopped\\" needs Kafka Connect 3.5 or later');
    expect(await s.stack.state()).to.have.length(1);
    await s.up(() => void s.source({ state: "paused" }));
    await s.rest.until(s.name("source"), "PAUSED");
  });

  it("state `paused` on a Connect before 3.7, which does not know initial_state, is reached all the same", async () => {
    const s = scenario();
    s.proxy.rule = ({ body, method }) =>
      method === "POST" && body.includes("initial_state")
        ? connectError(500, 'Unrecognized field "initial_state" (class CreateConnectorRequest)')
        : undefined;
    const run = await s.up(() => ({ state: s.source({ state: "paused" }).state }));
    expect(run.outputs.state).to.equal("paused");
  });
});
