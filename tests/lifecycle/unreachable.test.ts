import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { type Run, warnings } from "../../testkit/engine/engine";
import { eachWithScenario } from "../../testkit/connectors/scenario";

describe("an unreachable Kafka Connect", () => {
  const scenario = eachWithScenario();
  const quick = { customTimeouts: { create: "2s", update: "2s", delete: "2s" } };

  /** The number of messages to the user that contain this text. */
  const timesIn = (run: Run, text: string): number =>
    run.events.filter(({ diagnosticEvent }) => diagnosticEvent?.message.includes(text)).length;

  it("is a warning in the preview and a clear error in up, and nothing is lost from the state", async () => {
    const s = scenario();
    await s.up(() => void s.source({}, quick));
    await s.proxy.close();
    const more = () => void [s.source({ config: { "batch.size": 3 } }, quick), s.sink({}, quick)];
    const preview = await s.preview(more);
    expect(preview.changes).to.deep.equal({ create: 1, same: 1, update: 1 });
    const warning =
      `Kafka Connect: ${s.proxy.url} cannot be reached: configs are not validated in this ` +
      "preview, and `pulumi up` will fail until this is fixed";
    expect(warnings(preview)).to.deep.equal([warning]); // Once, not once for each connector.

    const run = await s.stack.up(more);
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain(`update connector \\"${s.name("source")}\\" on ${s.proxy.url}`);
    expect(run.text).to.contain("Kafka Connect cannot be reached. Is cluster.url right");
    expect((await s.stack.state()).map(({ id }) => id)).to.deep.equal([s.name("source")]);

    await s.proxy.open();
    await s.up(more);
    expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "3" });
  });

  it("does not lose a connector from the state in a refresh", async () => {
    const s = scenario();
    await s.up(() => void s.source({}, quick));
    await s.proxy.close();
    const run = await s.stack.refresh();
    expect(run.ok).to.equal(false);
    expect(timesIn(run, "Kafka Connect cannot be reached")).to.equal(1);
    expect(await s.stack.state()).to.have.length(1);
    await s.proxy.open();
  });

  it("makes destroy fail with the next step, until it is back", async () => {
    const s = scenario();
    await s.up(() => void s.source({}, quick));
    await s.proxy.close();
    const run = await s.stack.destroy();
    expect(run.ok).to.equal(false);
    expect(timesIn(run, "PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE=true")).to.equal(1);
    expect(await s.stack.state()).to.have.length(1);
    await s.proxy.open();
    expect((await s.stack.destroy()).ok).to.equal(true);
    expect(await s.rest.names()).to.not.include(s.name("source"));
  });

  it("does not prevent a destroy when it is gone for good and the user confirms that", async () => {
    const s = scenario();
    await s.up(() => void s.source({}, quick));
    await s.proxy.close();
    s.stack.stack.workspace.envVars.PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE = "true";
    try {
      const run = await s.stack.destroy();
      expect(run.ok, run.text.slice(0, 1000)).to.equal(true);
      expect(run.text).to.contain("was removed from the state");
      expect(await s.stack.state()).to.deep.equal([]);
    } finally {
      delete s.stack.stack.workspace.envVars.PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE;
    }
  });

  it("is waited for when it comes back in time", async () => {
    const s = scenario();
    await s.proxy.close();
    let text = "";
    const running = s.stack.up(() => void s.source(), { onText: (chunk) => (text += chunk) });
    await waitUntil(() => text.includes("cannot be reached; trying again"), {
      what: "a retry",
      deadlineMs: 60_000,
    });
    await s.proxy.open();
    expect((await running).ok).to.equal(true);
  });
});

describe("an interrupted up", () => {
  const scenario = eachWithScenario();

  it("keeps what is being created when Ctrl-C comes in the middle, and converges the next time", async () => {
    const s = scenario();
    const program = () => {
      const source = s.source();
      s.sink({}, { dependsOn: source });
    };
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    s.proxy.hold = ({ method }) => (method === "POST" ? held : undefined);
    const interrupt = new AbortController();
    const running = s.stack.up(program, { signal: interrupt.signal });
    await waitUntil(() => s.proxy.writes.length === 1, { what: "the POST", deadlineMs: 30_000 });
    interrupt.abort();
    answer();
    const run = await running;
    expect(run.ok).to.equal(false);
    expect((await s.stack.state()).map(({ id }) => id)).to.deep.equal([s.name("source")]);

    await s.up(program);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    await s.rest.until(s.name("sink"), "RUNNING");
    expect((await s.preview(program)).changes).to.deep.equal({ same: 3 });
  });
});
