import { expect } from "chai";
import { stopThreeWorkers } from "../../faults/processes";
import { rows } from "../../faults/rows";
import { always, onReads } from "../../faults/rules";
import { connectError } from "../../testkit/connect/proxy";
import { eachWithScenario } from "../../testkit/connectors/scenario";

describe("whatever happens to Kafka Connect, nothing is lost, duplicated or taken from others", function () {
  this.timeout(300_000);
  after(() => stopThreeWorkers());
  // A short fault hits the first status call of a create too. `make faults` covers the wait alone.
  const operations = ["create", "update", "read", "delete"] as const;

  for (const { cells, name, what } of rows.filter(({ sample }) => sample === true)) {
    it(`${name}: ${what}`, async () => {
      for (const { broken, operation } of await cells(operations))
        expect(broken, operation).to.deep.equal([]);
    });
  }
});

describe("an answer that takes 12 seconds", () => {
  const scenario = eachWithScenario();

  it("is waited for, and nothing is sent twice", async () => {
    const s = scenario();
    s.proxy.rule = ({ method }) => (method === "GET" ? undefined : { delayMs: 12_000 });
    expect((await s.stack.up(() => void s.source())).ok).to.equal(true);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
  });
});

describe("a lost answer", () => {
  const scenario = eachWithScenario();

  it("to the POST is resolved by a read, and the POST is not sent again", async () => {
    const s = scenario();
    s.proxy.rule = ({ method }) => (method === "POST" ? { cut: "answer" } : undefined);
    const run = await s.stack.up(() => void s.source());
    expect(run.ok, run.text.slice(0, 2000)).to.equal(true);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    expect(await s.stack.state()).to.have.length(1);
  });

  it("to the POST does not claim a connector that somebody else created meanwhile", async () => {
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

  it("to the PUT is resolved by a read, and the PUT is not sent again", async () => {
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

  it("a masked password that changes in the program is written", async () => {
    const s = scenario();
    const change = (body: string) => body.replaceAll(/hunter2-of-a-\w+/g, "********");
    s.proxy.rule = onReads(always({ change }));
    const program = (password: string) => () =>
      void s.source({ config: { "db.password": `hunter2-of-a-${password}` } });
    await s.up(program("password"));
    await s.up(program("change"));
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("source")}/config`]);
    expect(await s.rest.config(s.name("source"))).to.include({
      "db.password": "hunter2-of-a-change",
    });
  });

  it("the empty list of a starting worker loses no connector", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    s.proxy.rule = ({ path }) =>
      path.startsWith("/connectors?expand") ? { answer: { status: 200, body: "{}" } } : undefined;
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    expect(await s.stack.state()).to.have.length(1);
  });

  it("state `stopped` fails on a Connect before 3.5, which lacks it, and the created connector is in the state", async () => {
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

  it("state `paused` is also reached on a Connect before 3.7, which does not know initial_state", async () => {
    const s = scenario();
    s.proxy.rule = ({ body, method }) =>
      method === "POST" && body.includes("initial_state")
        ? connectError(500, 'Unrecognized field "initial_state" (class CreateConnectorRequest)')
        : undefined;
    const run = await s.up(() => ({ state: s.source({ state: "paused" }).state }));
    expect(run.outputs.state).to.equal("paused");
  });
});
