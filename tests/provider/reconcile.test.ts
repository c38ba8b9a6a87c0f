import { expect } from "chai";
import { Cluster } from "../../provider/cluster";
import { wireConfig } from "../../provider/config";
import type { ConnectorInfo, ConnectorStatus } from "../../provider/connect-api";
import type { Inputs, TargetState } from "../../provider/inputs";
import { bringToState, CreatedButUnhealthy, writeChanges } from "../../provider/reconcile";
import { FakeClock } from "../helpers/fake-clock";
import { FakeLog } from "../helpers/fake-log";
import { sampleInfo, sampleInputs, sampleStatus } from "../helpers/samples";
import { empty, json, refusal, reset, useServer } from "../helpers/scripted-server";
import { thrownBy } from "../helpers/thrown";

const FIND = "GET /connectors/orders";
const PUT = "PUT /connectors/orders/config";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const RESTART = "POST /connectors/orders/restart?includeTasks=true&onlyFailed=true";
const INVALID = refusal(
  400,
  "Connector configuration is invalid and contains the following 1 error(s):\nx",
);

describe("reconcile", () => {
  const use = useServer();
  let clock: FakeClock;
  let log: FakeLog;
  let cluster: Cluster;
  let deadline: number;

  beforeEach(() => {
    clock = new FakeClock();
    log = new FakeLog();
    cluster = new Cluster({ url: use.server.url }, clock, log);
    deadline = clock.now() + 600_000;
  });

  const infoOf = (inputs: Inputs, more: Readonly<Record<string, string>> = {}): ConnectorInfo =>
    sampleInfo({ config: { ...wireConfig(inputs), ...more } });

  const statusIs = (status: ConnectorStatus | undefined) =>
    use.server.on(
      "GET /connectors?expand=status",
      json(status === undefined ? {} : { orders: { status } }),
    );

  describe("the writes of a change", () => {
    const old = sampleInputs({ config: { topic: "old" } });

    interface Case {
      readonly config?: boolean;
      readonly live?: Readonly<Record<string, string>>;
      readonly from?: TargetState;
      readonly to?: TargetState;
      readonly status: ConnectorStatus | undefined;
      readonly writes: string[];
      readonly ranBefore: boolean;
    }
    const running = sampleStatus("RUNNING");
    const paused = sampleStatus("PAUSED", ["PAUSED"]);
    const taskFailed = sampleStatus("RUNNING", ["FAILED"]);
    const allFailed = sampleStatus("FAILED", ["FAILED"]);
    const moving = sampleStatus("UNASSIGNED", ["UNASSIGNED"]);
    const cases: Record<string, Case> = {
      "nothing at all": { status: running, writes: [], ranBefore: false },
      "a config": { config: true, status: running, writes: [PUT], ranBefore: true },
      "a config that is there": {
        config: true,
        live: { topic: "orders" },
        status: running,
        writes: [],
        ranBefore: false,
      },
      "a config of a failed connector": {
        config: true,
        status: allFailed,
        writes: [PUT],
        ranBefore: true,
      },
      "nothing, for a failed task": { status: taskFailed, writes: [RESTART], ranBefore: true },
      "nothing, for a failed connector": { status: allFailed, writes: [RESTART], ranBefore: true },
      "nothing, in a rebalance": { status: moving, writes: [], ranBefore: false },
      "the state to paused": { to: "paused", status: running, writes: [PAUSE], ranBefore: false },
      "the state to paused when it is so": {
        to: "paused",
        status: paused,
        writes: [],
        ranBefore: false,
      },
      "the state to paused, in a rebalance": {
        to: "paused",
        status: moving,
        writes: [PAUSE],
        ranBefore: false,
      },
      "the state to paused, without a status": {
        to: "paused",
        status: undefined,
        writes: [PAUSE],
        ranBefore: false,
      },
      "the state to stopped": { to: "stopped", status: running, writes: [STOP], ranBefore: false },
      "the state to stopped, for a failed task": {
        to: "stopped",
        status: taskFailed,
        writes: [STOP],
        ranBefore: true,
      },
      "the state to stopped, for a failed connector": {
        to: "stopped",
        status: allFailed,
        writes: [STOP],
        ranBefore: true,
      },
      "the state to paused, for a failed task": {
        to: "paused",
        status: taskFailed,
        writes: [PAUSE, RESTART],
        ranBefore: true,
      },
      "the state to running": {
        from: "paused",
        status: paused,
        writes: [RESUME],
        ranBefore: false,
      },
      "the state to running, in a rebalance": {
        from: "paused",
        status: moving,
        writes: [RESUME],
        ranBefore: false,
      },
      "nothing, for one that was paused outside": {
        status: paused,
        writes: [RESUME],
        ranBefore: false,
      },
      "nothing, for one that was resumed outside": {
        from: "paused",
        to: "paused",
        status: running,
        writes: [PAUSE],
        ranBefore: false,
      },
      "config and state, to rest first": {
        config: true,
        to: "stopped",
        status: running,
        writes: [STOP, PUT],
        ranBefore: true,
      },
      "config and state, to running last": {
        config: true,
        from: "paused",
        status: paused,
        writes: [PUT, RESUME],
        ranBefore: true,
      },
    };
    for (const [
      what,
      { config = false, live, from = "running", to = "running", status, writes, ranBefore },
    ] of Object.entries(cases)) {
      it(`are ${writes.join(", ").replaceAll("/connectors/orders", "…") || "none"} for ${what}`, async () => {
        const inputs = sampleInputs({ state: to });
        statusIs(status);
        for (const call of [PAUSE, STOP, RESUME, RESTART]) use.server.on(call, empty(202));
        use.server.on(PUT, json(infoOf(inputs)));
        const change = { config, before: wireConfig(old), stateBefore: from };
        const made = await writeChanges(cluster, inputs, infoOf(old, live), change, deadline);
        expect(use.server.writes).to.deep.equal(writes);
        expect(made).to.deep.equal({ type: "source", ranBefore });
      });
    }

    it("undo the state when the config is refused, so that it stays as the state says", async () => {
      const inputs = sampleInputs({ state: "stopped" });
      statusIs(sampleStatus("PAUSED", ["PAUSED"]));
      use.server.on(STOP, empty()).on(PAUSE, empty(202)).on(PUT, INVALID);
      const change = { config: true, before: wireConfig(old), stateBefore: "paused" } as const;
      await thrownBy(() => writeChanges(cluster, inputs, infoOf(old), change, deadline));
      expect(use.server.writes).to.deep.equal([STOP, PUT, PAUSE]);
    });

    it("leave the state when the config of a running connector is refused", async () => {
      statusIs(sampleStatus("PAUSED", ["PAUSED"]));
      use.server.on(PUT, INVALID);
      const change = { config: true, before: wireConfig(old), stateBefore: "paused" } as const;
      await thrownBy(() => writeChanges(cluster, sampleInputs(), infoOf(old), change, deadline));
      expect(use.server.writes).to.deep.equal([PUT]);
    });

    it("keep the keys that the user leaves to others, and are not made again when they landed", async () => {
      const inputs = sampleInputs({ ignoreKeys: ["acl.*"] });
      const live = infoOf(old, { "acl.a": "1" });
      statusIs(running);
      use.server.on(PUT, reset).on(FIND, json(infoOf(inputs, { "acl.a": "1" })));
      const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
      await writeChanges(cluster, inputs, live, change, deadline);
      expect(use.server.bodyOf(PUT)).to.deep.equal({ ...wireConfig(inputs), "acl.a": "1" });
      expect(use.server.writes).to.deep.equal([PUT]);
    });
  });

  it("fails partially without an undefined among the properties", () => {
    const error = new CreatedButUnhealthy("orders", { a: { b: undefined }, c: 1 }, ["x", "y"]);
    expect(error.properties).to.deep.equal({ a: {}, c: 1 });
    expect(error.message).to.equal("x\ny");
  });

  it("fails to stop a connector on a version that cannot, and says what can be done", async () => {
    use.server.on("GET /", json({ version: "3.4.0" }));
    const error = await thrownBy(() => bringToState(cluster, "orders", "stopped", deadline));
    expect(error.message).to.equal(
      `connector "orders": state "stopped" needs Kafka Connect 3.5 or later, and ${use.server.url} is 3.4.0. Use "paused".`,
    );
  });
});
