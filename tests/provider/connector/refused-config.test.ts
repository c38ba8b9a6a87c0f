import { expect } from "chai";
import { Cluster } from "../../../provider/connect/session";
import { wireConfig } from "../../../provider/connector/config";
import type { ConnectorStatus } from "../../../provider/connect/wire";
import type { Inputs } from "../../../provider/connector/inputs";
import { perform } from "../../../provider/connector/perform";
import { type Change, plan } from "../../../provider/connector/plan";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInfo, sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import { LIST, operationOn } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal, useServer } from "../../../testkit/connect/scripted-server";
import { ConnectError } from "../../../provider/core/errors";
import { thrownBy } from "../../../testkit/thrown";

const PUT = "PUT /connectors/orders/config";
const VALIDATE = "PUT /connector-plugins/org.example.OrdersSource/config/validate";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const INVALID = refusal(
  400,
  "Connector configuration is invalid and contains the following 1 error(s):\nx",
);

describe("a change with a config that Connect refuses", () => {
  const use = useServer();
  const clock = new FakeClock();
  const log = new FakeLog();
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

  async function write(on: Cluster, inputs: Inputs, change: Change): Promise<void> {
    const op = operationOn(on, inputs);
    const live = { info: infoOf(old), status: await on.status("orders", op.deadline) };
    await perform(op, plan(live, inputs, change), live.info);
  }

  it("is validated for at most half a minute", async () => {
    const limits: number[] = [];
    const { validate } = cluster.api;
    const recorded: typeof validate = (connectorClass, config, timeoutMs) => {
      limits.push(timeoutMs);
      return validate(connectorClass, config, timeoutMs);
    };
    Object.assign(cluster.api, { validate: recorded });
    statusIs(running);
    use.server.on(VALIDATE, json({ configs: [{ value: { name: "topic", errors: ["no"] } }] }));
    const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
    const inputs = sampleInputs({ state: "stopped", config: { topic: "new" } });
    await thrownBy(() => write(cluster, inputs, change));
    expect(limits).to.deep.equal([30_000]);
  });

  const thrownByValidation: [string, number, string, number][] = [
    ["of a client's key", 500, "Invalid value x for configuration max.block.ms: Not a number", 1],
    ["without an explanation", 500, "java.lang.NullPointerException", 4],
    ["of the request", 400, "Could not read properties from file /x", 1],
  ];
  for (const [what, status, words, calls] of thrownByValidation) {
    it(`is refused before the connector is stopped when the validation ends with an error ${what}`, async () => {
      statusIs(running);
      use.server.on(VALIDATE, refusal(status, words));
      const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
      for (const state of ["stopped", "paused"] as const) {
        const inputs = sampleInputs({ state, config: { topic: "new" } });
        const error = await thrownBy(() => write(cluster, inputs, change), ConnectError);
        expect(error.serverMessage).to.equal(words);
      }
      expect(use.server.writes).to.deep.equal([]);
      expect(use.server.log.filter((call) => call === VALIDATE)).to.have.length(2 * calls);
    });
  }

  it("is written if the validation gets no answer, because the write shows the mistake", async () => {
    statusIs(running);
    use.server
      .on(VALIDATE, empty(502))
      .on(PUT, INVALID)
      .on(STOP, empty(202))
      .on(RESUME, empty(202));
    const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
    const inputs = sampleInputs({ state: "stopped", config: { topic: "new" } });
    await thrownBy(() => write(cluster, inputs, change));
    expect(use.server.writes).to.include(PUT);
  });

  it("is refused before the connector is stopped", async () => {
    const inputs = sampleInputs({
      state: "stopped",
      config: { topic: "new", p: "hunter2" },
      secretKeys: ["p"],
    });
    statusIs(running);
    const wrong = {
      value: { name: "topic", errors: ["Invalid value hunter2 for configuration topic"] },
    };
    use.server.on(VALIDATE, json({ configs: [wrong] }));
    const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
    const error = await thrownBy(() => write(cluster, inputs, change));
    expect(use.server.writes).to.deep.equal([]);
    expect(use.server.bodyOf(VALIDATE)).to.deep.equal(wireConfig(inputs));
    expect(error.message).to.equal(
      `change connector "orders" on ${use.server.url}: Kafka Connect refuses the config, and nothing was changed:\n` +
        '  config["topic"]: Invalid value [secret] for configuration topic\n' +
        "Correct the config and run `pulumi up` again.",
    );
  });

  it("is refused before the connector is stopped if the class is not installed", async () => {
    statusIs(running);
    use.server
      .on(
        VALIDATE,
        refusal(404, "Failed to find any class that implements Connector and which name"),
      )
      .on("GET /connector-plugins", json([{ class: "a.Sink", type: "sink", version: "1" }]));
    const change = { config: true, before: wireConfig(old), stateBefore: "running" } as const;
    const inputs = sampleInputs({ state: "paused" });
    const error = await thrownBy(() => write(cluster, inputs, change));
    expect(use.server.writes).to.deep.equal([]);
    expect(error.message).to.contain("org.example.OrdersSource is not installed");
    expect(error.message).to.contain("  a.Sink 1\n");
  });

  it("restores the connector's state, as stored in the Pulumi state", async () => {
    const inputs = sampleInputs({ state: "stopped" });
    statusIs(sampleStatus("PAUSED", ["PAUSED"]));
    use.server.on(STOP, empty()).on(PAUSE, empty(202)).on(PUT, INVALID);
    const change = { config: true, before: wireConfig(old), stateBefore: "paused" } as const;
    await thrownBy(() => write(cluster, inputs, change));
    expect(use.server.writes).to.deep.equal([STOP, PUT, PAUSE]);
  });

  it("restores the connector's state if offsets change too", async () => {
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
      await thrownBy(() => write(fresh, sampleInputs(), change));
      expect(use.server.writes).to.deep.equal([STOP, PUT, back]);
    }
  });

  it("leaves the state of a connector that is declared running", async () => {
    statusIs(sampleStatus("PAUSED", ["PAUSED"]));
    use.server.on(PUT, INVALID);
    const change = { config: true, before: wireConfig(old), stateBefore: "paused" } as const;
    await thrownBy(() => write(cluster, sampleInputs(), change));
    expect(use.server.writes).to.deep.equal([PUT]);
  });
});
