import { expect } from "chai";
import { Connector } from "../../testkit/connectors/adapter";
import { brokerAddress } from "../../sandbox/broker";
import { testInstance } from "../../testkit/sandbox";
import { eachWithScenario, HEARTBEAT } from "../../testkit/connectors/scenario";

describe("creating connectors", () => {
  const scenario = eachWithScenario();

  it("creates a source and a sink with one POST each and waits until their tasks run", async () => {
    const s = scenario();
    const run = await s.up(() => {
      const [source, sink] = [s.source(), s.sink()];
      return { source: source.tasks, sink: sink.tasks, type: sink.type, state: source.state };
    });
    expect(run.outputs.type).to.equal("sink");
    expect(run.outputs.state).to.equal("running");
    expect(run.outputs.source).to.have.length(1);
    expect(run.outputs.sink).to.deep.include.members([
      {
        id: 0,
        state: "running",
        workerId: (await s.rest.status(s.name("sink")))?.tasks[0]?.worker_id,
      },
    ]);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
    for (const name of ["source", "sink"]) {
      const status = await s.rest.status(s.name(name));
      expect(status?.connector.state).to.equal("RUNNING");
      expect(status?.tasks.map(({ state }) => state)).to.deep.equal(["RUNNING"]);
    }
  });

  it("writes nothing and plans nothing when nothing has changed", async () => {
    const s = scenario();
    const program = () => void [s.source(), s.sink({ state: "paused" })];
    await s.up(program);
    const preview = await s.preview(program);
    expect(preview.changes).to.deep.equal({ same: 3 });
    expect(s.proxy.calls).to.deep.equal([]);
    const again = await s.up(program);
    expect(again.changes).to.deep.equal({ same: 3 });
    expect(s.proxy.calls).to.deep.equal([]);
  });

  it("creates a connector directly in the declared state", async () => {
    const s = scenario();
    await s.up(() => {
      const paused = s.source({ state: "paused" });
      const stopped = s.sink({ state: "stopped" });
      return { paused: paused.state, stopped: stopped.state };
    });
    expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
    expect((await s.rest.status(s.name("source")))?.connector.state).to.equal("PAUSED");
    const stopped = await s.rest.status(s.name("sink"));
    expect(stopped?.connector.state).to.equal("STOPPED");
    expect(stopped?.tasks).to.deep.equal([]);
  });

  it("does not wait for the tasks of a connector without tasks when waitFor says so", async () => {
    const s = scenario();
    const run = await s.up(() => {
      const heartbeat = new Connector("heartbeat", {
        cluster: s.cluster,
        name: s.name("heartbeat"),
        class: HEARTBEAT,
        waitFor: "connector",
        config: {
          "source.cluster.alias": "a",
          "target.cluster.alias": "b",
          "target.cluster.bootstrap.servers": brokerAddress(testInstance),
          "emit.heartbeats.enabled": false,
        },
      });
      return { state: heartbeat.state, tasks: heartbeat.tasks };
    });
    expect(run.outputs).to.deep.equal({ state: "running", tasks: [] });
  });

  it("says what it waited for when it times out, and keeps the connector in the state", async () => {
    const s = scenario();
    const run = await s.stack.up(
      () =>
        new Connector(
          "heartbeat",
          {
            cluster: s.cluster,
            name: s.name("heartbeat"),
            class: HEARTBEAT,
            config: {
              "source.cluster.alias": "a",
              "target.cluster.alias": "b",
              "target.cluster.bootstrap.servers": brokerAddress(testInstance),
              "emit.heartbeats.enabled": false,
            },
          },
          { customTimeouts: { create: "2s" } },
        ),
    );
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("did not reach state running in time: it has no tasks yet");
    expect(run.text).to.contain('set waitFor: \\"connector\\"');
    expect(await s.stack.state()).to.have.length(1);
  });
});
