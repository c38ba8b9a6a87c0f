import { expect } from "chai";
import { Cluster } from "../../../provider/connect/session";
import { bringToState } from "../../../provider/connector/target-state";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInputs } from "../../../testkit/connectors/samples";
import { operationOn } from "../../../testkit/connect/scripted-cluster";
import { empty, json, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

describe("target state", () => {
  const use = useServer();
  const clock = new FakeClock();
  const bring = (state: "running" | "paused" | "stopped") => {
    const cluster = new Cluster({ url: use.server.url }, clock, new FakeLog());
    return bringToState(operationOn(cluster, sampleInputs()), state);
  };

  for (const [state, call] of [
    ["running", "PUT /connectors/orders/resume"],
    ["paused", "PUT /connectors/orders/pause"],
    ["stopped", "PUT /connectors/orders/stop"],
  ] as const) {
    it(`${state} takes ${call}`, async () => {
      use.server.on(call, empty());
      await bring(state);
      expect(use.server.log).to.deep.equal([call]);
    });
  }

  it("cannot stop a connector on a version without that state, and says what to do instead", async () => {
    use.server.on("GET /", json({ version: "3.4.0" }));
    const error = await thrownBy(() => bring("stopped"));
    expect(error.message).to.equal(
      `connector "orders": state "stopped" needs Kafka Connect 3.5 or later, and ${use.server.url} is 3.4.0. Use "paused".`,
    );
  });
});
