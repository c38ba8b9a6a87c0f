import { expect } from "chai";
import { CancelledError } from "../../../provider/core/clock";
import { Cluster } from "../../../provider/connect/session";
import type { Outputs } from "../../../provider/connector/outputs";
import { PartialFailure } from "../../../provider/connector/partial-failure";
import { perform } from "../../../provider/connector/perform";
import type { Step } from "../../../provider/connector/plan";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInfo, sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import { NAMES, operationOn } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const STATUSES = "GET /connectors?expand=status";
const PUT = "PUT /connectors/orders/config";
const POST = "POST /connectors";
const ALTER = "PATCH /connectors/orders/offsets";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const AT = (position: number) => [{ partition: { filename: "in" }, offset: { position } }];

const SET: Step = { do: "setOffsets", before: undefined, ranBefore: false };
const WAIT: Step = { do: "wait", ranBefore: false };
const to = (state: "running" | "paused" | "stopped", from?: typeof state): Step => ({
  do: "setState",
  state,
  ...(from === undefined ? {} : { from }),
});

describe("perform", () => {
  const use = useServer();
  const clock = new FakeClock();
  const run = (changes: object, ...steps: Step[]) => {
    const cluster = new Cluster({ url: use.server.url }, clock, new FakeLog());
    return perform(operationOn(cluster, sampleInputs({ ...changes })), steps);
  };
  const statuses = (...all: [state: string, ...tasks: string[]][]) =>
    use.server.on(
      STATUSES,
      ...all.map(([state, ...tasks]) => json({ orders: { status: sampleStatus(state, tasks) } })),
    );

  beforeEach(() => {
    for (const call of [PAUSE, STOP, RESUME]) use.server.on(call, empty());
    use.server.on(ALTER, json({ message: "altered" })).on("GET /health", json({}));
  });

  it("sets the offsets once nothing runs, and then sets the state", async () => {
    statuses(["STOPPED", "RUNNING"], ["STOPPED"], ["RUNNING", "RUNNING"]);
    const outs = await run({ offsets: AT(7) }, SET, to("running", "stopped"), WAIT);
    expect(use.server.log).to.deep.equal([NAMES, STATUSES, STATUSES, ALTER, RESUME, STATUSES]);
    expect(use.server.bodyOf(ALTER)).to.deep.equal({ offsets: AT(7) });
    expect(outs.offsets).to.deep.equal(AT(7));
  });

  it("keeps a created connector in the state if the user interrupts the wait", async () => {
    statuses(["RUNNING"]);
    use.server.on(POST, json(sampleInfo()));
    const interrupted = new FakeClock();
    interrupted.sleep = () => Promise.reject(new CancelledError());
    const cluster = new Cluster({ url: use.server.url }, interrupted, new FakeLog());
    const steps: Step[] = [{ do: "create", state: "running" }, WAIT];
    const failed = await thrownBy(
      () => perform(operationOn(cluster, sampleInputs()), steps),
      PartialFailure,
    );
    expect(failed.reasons.join()).to.contain("interrupted. Run the command again");
    expect(use.server.log).to.deep.equal([POST]);
  });

  it("first stops a connector that could not be created stopped", async () => {
    statuses(["STOPPED"], ["PAUSED"]);
    use.server.on(
      POST,
      refusal(500, 'Unrecognized field "initial_state" (class X)'),
      json(sampleInfo(), 201),
    );
    const create: Step = { do: "create", state: "stopped" };
    await run({ offsets: AT(7), state: "paused" }, create, SET, to("paused", "stopped"), WAIT);
    expect(use.server.writes).to.deep.equal([POST, POST, STOP, ALTER, PAUSE]);
  });

  it("leaves a connector stopped that is declared stopped, with or without a wait", async () => {
    for (const waitFor of ["tasks", "none"]) {
      statuses(["STOPPED"]);
      use.server.calls.length = 0;
      const changes = { offsets: AT(7), state: "stopped", waitFor };
      const outs = await run(changes, SET, WAIT);
      expect(use.server.writes).to.deep.equal([ALTER]);
      expect(outs.state).to.equal("stopped");
    }
  });

  for (const before of [undefined, AT(1)]) {
    it(`keeps the previous offsets (${before === undefined ? "none" : "others"}) in the state if Connect refuses the new ones`, async () => {
      statuses(["STOPPED"]);
      use.server.on(ALTER, refusal(500, "The offsets are no good"));
      const error = await thrownBy(
        () => run({ offsets: AT(7) }, { ...SET, before }, to("running", "stopped"), WAIT),
        PartialFailure,
      );
      expect((error.properties as Outputs).offsets).to.deep.equal(before);
      expect(error.properties).to.include({ targetState: "stopped" });
      expect(error.message).to.contain(
        `set the offsets of connector "orders" on ${use.server.url}: ${ALTER} answered 500: The offsets are no good`,
      );
      expect(use.server.writes).to.not.include(RESUME);
    });
  }

  it("keeps the new offsets in the state if the connector is only unhealthy with them", async () => {
    statuses(["STOPPED"], ["RUNNING", "FAILED"]);
    const changes = { offsets: AT(7), restartPolicy: { type: "Never" } };
    const error = await thrownBy(
      () => run(changes, { ...SET, before: AT(1) }, to("running", "stopped"), WAIT),
      PartialFailure,
    );
    expect((error.properties as Outputs).offsets).to.deep.equal(AT(7));
  });

  it("waits for the tasks of a sink that have not left their consumer group yet", async () => {
    statuses(["STOPPED"], ["RUNNING", "RUNNING"]);
    use.server.on(
      ALTER,
      refusal(500, "Failed to alter consumer group offsets; this can be safely retried"),
      json({ message: "altered" }),
    );
    await run({ offsets: AT(7) }, SET, to("running", "stopped"), WAIT);
    expect(use.server.writes).to.deep.equal([ALTER, ALTER, RESUME]);
  });

  it("names the operation if the class of a changed config is not installed", async () => {
    use.server
      .on(PUT, refusal(500, "Failed to find any class that implements Connector and which name"))
      .on("GET /connector-plugins", json([{ class: "a.Sink", type: "sink", version: "1" }]));
    const error = await thrownBy(() => run({}, { do: "putConfig", config: {}, before: {} }, WAIT));
    expect(error.message).to.contain(
      `change connector "orders" on ${use.server.url}: org.example.OrdersSource is not installed`,
    );
  });

  it("keeps a written config and the previous declared state if the connector cannot be resumed", async () => {
    use.server.on(PUT, json(sampleInfo())).on(RESUME, empty(401));
    const put: Step = { do: "putConfig", config: {}, before: {} };
    const config = { topic: "new" };
    const error = await thrownBy(
      () => run({ config }, put, to("running", "paused"), WAIT),
      PartialFailure,
    );
    expect(error.properties).to.deep.include({ config, targetState: "paused" });
  });

  it("restores the connector's state if nothing else was done", async () => {
    use.server.on(PUT, refusal(400, "no"));
    const put: Step = { do: "putConfig", config: {}, before: {} };
    await thrownBy(() => run({}, to("stopped", "running"), put, WAIT));
    expect(use.server.writes).to.deep.equal([STOP, PUT, RESUME]);
  });

  it("reports a partial failure without undefined among the properties", () => {
    const error = new PartialFailure("orders", { a: { b: undefined }, c: 1 }, ["x", "y"]);
    expect(error.properties).to.deep.equal({ a: {}, c: 1 });
    expect(error.message).to.equal("x\ny");
  });
});
