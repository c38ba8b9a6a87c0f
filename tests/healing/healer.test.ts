import { getEventListeners } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { healOnce, runAgent } from "../../healing/agent";
import type { HealingEvent } from "../../healing/events";
import { Healer } from "../../healing/healer";
import { DEFAULT_POLICY } from "../../healing/policy";
import { DEFAULT_SCHEDULE } from "../../healing/schedule";
import { FakeClock } from "../../testkit/fake-clock";
import { sampleStatus } from "../../testkit/connectors/samples";
import { empty, json, refusal, type Reply, useServer } from "../../testkit/connect/scripted-server";

const STATUSES = "GET /connectors?expand=status";
const RESTART = "/restart?includeTasks=true&onlyFailed=true";
const FAILED = sampleStatus("RUNNING", ["RUNNING", { state: "FAILED", trace: "a.B: hunter2" }]);

describe("a healer", () => {
  const use = useServer();
  let clock: FakeClock;
  let events: HealingEvent[];
  let healer: Healer;

  const log = (event: HealingEvent) => void events.push(event);
  const version = (text: string): Reply => json({ version: text });
  const statuses = (all: Readonly<Record<string, unknown>>): Reply =>
    json(Object.fromEntries(Object.entries(all).map(([name, status]) => [name, { status }])));

  beforeEach(() => {
    clock = new FakeClock(0.5);
    events = [];
    use.server.on("GET /", version("4.3.1")).on(STATUSES, statuses({ orders: FAILED }));
    use.server.on(`POST /connectors/orders${RESTART}`, json({}, 202));
    healer = new Healer(settings(), clock);
  });

  function settings(more: { policyFolder?: string } = {}) {
    const endpoint = { url: use.server.url };
    return { endpoint, schedule: DEFAULT_SCHEDULE, policy: DEFAULT_POLICY, log, ...more };
  }

  async function untilDue(): Promise<void> {
    await healer.poll();
    clock.advance(DEFAULT_SCHEDULE.firstWaitMs);
    await healer.poll();
  }

  it("polls with one call, and restarts with one call that is logged before, without the message", async () => {
    await untilDue();
    expect(use.server.log).to.deep.equal([
      "GET /",
      STATUSES,
      STATUSES,
      `POST /connectors/orders${RESTART}`,
    ]);
    expect(events.map(({ event }) => event)).to.deep.equal(["restart"]);
    expect(JSON.stringify(events)).to.contain("a.B: [withheld");
    expect(JSON.stringify(events)).to.not.contain("hunter2");
    expect(healer.facts.restarts.get("orders")).to.deep.equal({ requested: 1, failed: 0 });
  });

  it("ends the round when the worker rebalances, and counts no restart", async () => {
    use.server.on(STATUSES, statuses({ orders: FAILED, others: FAILED }));
    use.server.on(
      `POST /connectors/orders${RESTART}`,
      refusal(409, "Request cannot be completed because a rebalance is expected"),
      json({}, 202),
    );
    use.server.on(`POST /connectors/others${RESTART}`, json({}, 202));
    await untilDue();
    expect(use.server.writes).to.have.length(1);
    expect(healer.facts.restarts.size).to.equal(0);
    await healer.poll();
    expect(use.server.writes).to.have.length(3);
    const attempts = events.flatMap((event) => (event.event === "restart" ? [event.attempt] : []));
    expect(attempts).to.deep.equal([1, 1, 1]);
  });

  it("counts a restart with an unknown outcome, and continues with the others", async () => {
    use.server.on(STATUSES, statuses({ orders: FAILED, others: FAILED }));
    use.server.on(`POST /connectors/orders${RESTART}`, refusal(500, "Request timed out"));
    use.server.on(`POST /connectors/others${RESTART}`, json({}, 202));
    await untilDue();
    expect(healer.facts.restarts.get("orders")).to.deep.equal({ requested: 0, failed: 1 });
    expect(healer.facts.restarts.get("others")).to.deep.equal({ requested: 1, failed: 0 });
    expect(healer.facts.memory.connectors.get("orders")?.restarts).to.equal(1);
  });

  it("does not count for a connector that was deleted meanwhile", async () => {
    use.server.on(`POST /connectors/orders${RESTART}`, refusal(404, "Unknown connector orders"));
    await untilDue();
    expect(healer.facts.restarts.size).to.equal(0);
  });

  it("drops the counts of a connector that is long gone, but not while a worker starts", async () => {
    await untilDue();
    const gone = async (others: Readonly<Record<string, unknown>>) => {
      use.server.on(STATUSES, statuses(others));
      await healer.poll();
      return healer.facts.restarts.size;
    };
    expect(await gone({ others: sampleStatus("RUNNING") })).to.equal(1);
    clock.advance(DEFAULT_SCHEDULE.longestWaitMs + 1);
    expect(await gone({})).to.equal(1);
    expect(await gone({ others: sampleStatus("RUNNING") })).to.equal(0);
  });

  it("restarts part by part on workers that support only that", async () => {
    use.server.on("GET /", version("2.8.0"));
    use.server.on(STATUSES, statuses({ orders: sampleStatus("FAILED", ["RUNNING", "FAILED"]) }));
    use.server.on("POST /connectors/orders/restart", empty());
    use.server.on("POST /connectors/orders/tasks/1/restart", empty());
    await untilDue();
    expect(use.server.writes).to.deep.equal([
      "POST /connectors/orders/restart",
      "POST /connectors/orders/tasks/1/restart",
    ]);
    expect(healer.facts.memory.calls).to.have.length(2);
  });

  it("reports once that the cluster does not answer, keeps its wait, and asks for the version again", async () => {
    await healer.poll();
    use.server.on(STATUSES, refusal(500, "hunter2"), refusal(500, "hunter2"));
    await healer.poll();
    await healer.poll();
    expect(healer.facts.answers).to.equal(false);
    use.server.on(STATUSES, statuses({ orders: FAILED }));
    clock.advance(DEFAULT_SCHEDULE.firstWaitMs);
    await healer.poll();
    expect(events.map(({ event }) => event)).to.deep.equal([
      "no answer",
      "restart",
      "answers again",
    ]);
    expect(JSON.stringify(events)).to.not.contain("hunter2");
    expect(use.server.log.filter((call) => call === "GET /").length).to.be.at.least(2);
  });

  it("follows the policies of a folder, and skips those that cannot be read", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kafka-connect-policies-"));
    writeFileSync(path.join(folder, "a"), '{"name":"orders","type":"Never","maxRetry":1}');
    writeFileSync(path.join(folder, "b"), "no JSON");
    writeFileSync(path.join(folder, "..data"), "of the kubelet");
    healer = new Healer(settings({ policyFolder: folder }), clock);
    await untilDue();
    expect(use.server.writes).to.deep.equal([]);
    expect(events.map(({ event }) => event)).to.deep.equal(["policy refused"]);
    writeFileSync(path.join(folder, "a"), '{"name":"orders","type":"OnFailure","maxRetry":1}');
    await healer.poll();
    expect(use.server.writes).to.have.length(1);
    rmSync(folder, { recursive: true });
  });

  it("polls until the signal, which also ends a pause, with one listener at a time", async () => {
    const end = new AbortController();
    const listeners: number[] = [];
    clock.sleep = () => {
      queueMicrotask(() => {
        listeners.push(getEventListeners(end.signal, "abort").length);
        if (listeners.length === 3) end.abort();
      });
      return listeners.length < 2 ? Promise.resolve() : new Promise<void>(() => undefined);
    };
    await runAgent({ endpoint: { url: use.server.url }, log, clock, signal: end.signal });
    expect(use.server.log.filter((call) => call === STATUSES)).to.have.length(3);
    expect(listeners).to.deep.equal([1, 1, 1]);
    expect(getEventListeners(end.signal, "abort")).to.have.length(0);
  });

  it("heals once with two polls, and restarts at once", async () => {
    use.server.on(STATUSES, statuses({ orders: FAILED, well: sampleStatus("RUNNING") }));
    const healed = await healOnce({ endpoint: { url: use.server.url }, log, clock });
    expect(healed).to.deep.equal({ failed: ["orders"], restarted: ["orders"] });
    expect(clock.sleeps).to.deep.equal([DEFAULT_SCHEDULE.pollMs]);
  });

  it("heals once with one poll if nothing has failed", async () => {
    use.server.on(STATUSES, statuses({ well: sampleStatus("RUNNING") }));
    const healed = await healOnce({ endpoint: { url: use.server.url }, log, clock });
    expect(healed).to.deep.equal({ failed: [], restarted: [] });
    expect(clock.sleeps).to.deep.equal([]);
  });
});
