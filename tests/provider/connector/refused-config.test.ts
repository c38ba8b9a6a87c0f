import { expect } from "chai";
import { Cluster } from "../../../provider/connect/session";
import { wireConfig } from "../../../provider/connector/config";
import type { ConnectorStatus } from "../../../provider/connect/api";
import type { Inputs } from "../../../provider/connector/inputs";
import { writeChanges } from "../../../provider/connector/reconcile";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInfo, sampleInputs, sampleStatus } from "../../../testkit/samples";
import { LIST } from "../../../testkit/scripted-cluster";
import { empty, json, refusal, useServer } from "../../../testkit/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const PUT = "PUT /connectors/orders/config";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const INVALID = refusal(
  400,
  "Connector configuration is invalid and contains the following 1 error(s):\nx",
);

describe("a change whose config is refused", () => {
  const use = useServer();
  const clock = new FakeClock();
  const log = new FakeLog();
  const deadline = clock.now() + 600_000;
  const old = sampleInputs({ config: { topic: "old" } });
  const running = sampleStatus("RUNNING");
  const paused = sampleStatus("PAUSED", ["PAUSED"]);
  const allFailed = sampleStatus("FAILED", ["FAILED"]);
  let cluster: Cluster;

  beforeEach(() => {
    cluster = new Cluster({ url: use.server.url }, clock, log);
  });

  const infoOf = (inputs: Inputs) => sampleInfo({ config: wireConfig(inputs) });
  const statusIs = (status: ConnectorStatus) => use.server.on(LIST, json({ orders: { status } }));

  it("undoes the state, so that it stays as the state says", async () => {
    const inputs = sampleInputs({ state: "stopped" });
    statusIs(sampleStatus("PAUSED", ["PAUSED"]));
    use.server.on(STOP, empty()).on(PAUSE, empty(202)).on(PUT, INVALID);
    const change = { config: true, before: wireConfig(old), stateBefore: "paused" } as const;
    await thrownBy(() => writeChanges(cluster, inputs, infoOf(old), change, deadline));
    expect(use.server.writes).to.deep.equal([STOP, PUT, PAUSE]);
  });

  it("gives a connector its state back when offsets came with it", async () => {
    for (const [status, back] of [
      [running, RESUME],
      [paused, PAUSE],
      [allFailed, RESUME],
    ] as const) {
      use.server.calls.length = 0;
      const wasDeclared = back === PAUSE ? "paused" : "running";
      const fresh = new Cluster({ url: use.server.url }, clock, log);
      statusIs(status);
      use.server.on(STOP, empty()).on(PAUSE, empty(202)).on(RESUME, empty(202)).on(PUT, INVALID);
      const change = {
        config: true,
        before: wireConfig(old),
        stateBefore: wasDeclared,
        offsets: {},
      } as const;
      await thrownBy(() => writeChanges(fresh, sampleInputs(), infoOf(old), change, deadline));
      expect(use.server.writes).to.deep.equal([STOP, PUT, back]);
    }
  });

  it("leaves the state of one that is to run", async () => {
    statusIs(sampleStatus("PAUSED", ["PAUSED"]));
    use.server.on(PUT, INVALID);
    const change = { config: true, before: wireConfig(old), stateBefore: "paused" } as const;
    await thrownBy(() => writeChanges(cluster, sampleInputs(), infoOf(old), change, deadline));
    expect(use.server.writes).to.deep.equal([PUT]);
  });
});
