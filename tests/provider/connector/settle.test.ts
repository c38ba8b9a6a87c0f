import { expect } from "chai";
import { Cluster } from "../../../provider/connect/session";
import { redactorOf } from "../../../provider/connector/inputs";
import type { Outputs } from "../../../provider/connector/outputs";
import type { Made } from "../../../provider/connector/reconcile";
import { CreatedButUnhealthy, settle } from "../../../provider/connector/settle";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInputs, sampleStatus } from "../../../testkit/samples";
import { empty, json, refusal, useServer } from "../../../testkit/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const STATUSES = "GET /connectors?expand=status";
const ALTER = "PATCH /connectors/orders/offsets";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const AT = (position: number) => [{ partition: { filename: "in" }, offset: { position } }];

describe("settle", () => {
  const use = useServer();
  const clock = new FakeClock();
  const made: Made = { type: "source", ranBefore: false };
  const run = (changes: object, of: Partial<Made>) => {
    const cluster = new Cluster({ url: use.server.url }, clock, new FakeLog());
    const inputs = sampleInputs({ ...changes });
    const deadline = clock.now() + 600_000;
    return settle(cluster, inputs, redactorOf(inputs), { ...made, ...of }, deadline);
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

  it("sets the offsets when nothing runs any more, and then gives the connector its state", async () => {
    statuses(["STOPPED", "RUNNING"], ["STOPPED"], ["RUNNING", "RUNNING"]);
    const outs = await run({ offsets: AT(7) }, { offsets: { stopped: true }, stillTo: "running" });
    expect(use.server.log).to.deep.equal([STATUSES, STATUSES, ALTER, RESUME, STATUSES]);
    expect(use.server.bodyOf(ALTER)).to.deep.equal({ offsets: AT(7) });
    expect(outs.offsets).to.deep.equal(AT(7));
  });

  it("stops first what could not be created stopped", async () => {
    statuses(["STOPPED"], ["PAUSED"]);
    await run(
      { offsets: AT(7), state: "paused" },
      { offsets: { stopped: false }, stillTo: "paused" },
    );
    expect(use.server.writes).to.deep.equal([STOP, ALTER, PAUSE]);
  });

  it("leaves stopped what is to be so, waiting for nothing or not", async () => {
    for (const waitFor of ["tasks", "none"]) {
      statuses(["STOPPED"]);
      use.server.calls.length = 0;
      const changes = { offsets: AT(7), state: "stopped", waitFor };
      const outs = await run(changes, { offsets: { stopped: true } });
      expect(use.server.writes).to.deep.equal([ALTER]);
      expect(outs.state).to.equal("stopped");
    }
  });

  for (const before of [undefined, AT(1)]) {
    it(`keeps in the state the offsets of before, ${before === undefined ? "none" : "others"}, when Connect refuses the new ones`, async () => {
      statuses(["STOPPED"]);
      use.server.on(ALTER, refusal(500, "The offsets are no good"));
      const offsets = { stopped: true, before };
      const error = await thrownBy(
        () => run({ offsets: AT(7) }, { offsets, stillTo: "running" }),
        CreatedButUnhealthy,
      );
      expect((error.properties as Outputs).offsets).to.deep.equal(before);
      expect(error.message).to.contain(
        `set the offsets of connector "orders" on ${use.server.url}: ${ALTER} answered 500: The offsets are no good`,
      );
      expect(use.server.writes).to.not.include(RESUME);
    });
  }

  it("keeps the new offsets in the state when only the connector does not get well with them", async () => {
    statuses(["STOPPED"], ["RUNNING", "FAILED"]);
    const changes = { offsets: AT(7), restartPolicy: { type: "Never" } };
    const error = await thrownBy(
      () => run(changes, { offsets: { stopped: true, before: AT(1) }, stillTo: "running" }),
      CreatedButUnhealthy,
    );
    expect((error.properties as Outputs).offsets).to.deep.equal(AT(7));
  });

  it("waits for the tasks of a sink that have not left their group yet", async () => {
    statuses(["STOPPED"], ["RUNNING", "RUNNING"]);
    use.server.on(
      ALTER,
      refusal(500, "Failed to alter consumer group offsets; this can be safely retried"),
      json({ message: "altered" }),
    );
    await run({ offsets: AT(7) }, { offsets: { stopped: true }, stillTo: "running" });
    expect(use.server.writes).to.deep.equal([ALTER, ALTER, RESUME]);
  });

  it("fails partially without an undefined among the properties", () => {
    const error = new CreatedButUnhealthy("orders", { a: { b: undefined }, c: 1 }, ["x", "y"]);
    expect(error.properties).to.deep.equal({ a: {}, c: 1 });
    expect(error.message).to.equal("x\ny");
  });
});
