import { expect } from "chai";
import { startWorker, stopWorker } from "../../sandbox/worker";
import { waitUntil } from "../../sandbox/wait";
import { AgentScenario, FAST } from "../../testkit/command/agent";
import { sandbox, testInstance } from "../../testkit/sandbox";

describe("the healing agent while a worker is gone", function () {
  this.timeout(240_000);
  const workers = ["healing-0", "healing-1"];
  let scenario: AgentScenario;
  let names: string[];

  const start = async (i: number): Promise<{ pid: number; url: string }> => {
    const port = testInstance.portBase + 30 + i;
    const { pid } = await startWorker(testInstance, {
      name: `healing-${i}`,
      port,
      groupId: "healing",
      properties: {
        // Long enough to be noticed, and for a whole schedule of restarts to pass.
        "scheduled.rebalance.max.delay.ms": "8000",
        "session.timeout.ms": "6000",
        "heartbeat.interval.ms": "2000",
      },
    });
    return { pid, url: `http://127.0.0.1:${port}` };
  };

  const parts = async () =>
    [...(await scenario.rest.statuses()).values()].flatMap(({ connector, tasks }) => [
      connector,
      ...tasks,
    ]);
  const spread = async () => new Set((await parts()).map((part) => part.worker_id)).size === 2;
  const moved = async () =>
    (await parts()).every(
      (part) =>
        part.state === "RUNNING" && part.worker_id.endsWith(`${testInstance.portBase + 30}`),
    );
  let second: { pid: number };

  before(async () => {
    await sandbox();
    // The first one leads, and the work of a leader that leaves is reassigned at once.
    const { url } = await start(0);
    second = await start(1);
    scenario = await AgentScenario.begin(url);
    names = Array.from({ length: 6 }, (_, i) => `heartbeat-${i}`);
    await Promise.all(names.map((name) => scenario.heartbeat(name)));
    await Promise.all(names.map((name) => scenario.rest.until(scenario.name(name), "RUNNING")));
    await waitUntil(spread, { what: "tasks on both workers", deadlineMs: 60_000 });
    scenario.start();
  });

  after(async () => {
    await scenario.end();
    await Promise.all(workers.map((name) => stopWorker(testInstance, name)));
  });

  it("ignores the unassigned tasks of a worker that stops, and requests no restart", async () => {
    const stopping = stopWorker(testInstance, "healing-1");
    const unassigned = async () => (await parts()).some(({ state }) => state === "UNASSIGNED");
    await waitUntil(unassigned, { what: "unassigned parts", deadlineMs: 30_000 });
    await scenario.polls((2 * FAST.firstWaitMs) / FAST.pollMs);
    expect(await unassigned()).to.equal(true);
    await stopping;
    await waitUntil(moved, { what: "the tasks on the other worker", deadlineMs: 60_000 });
    expect(scenario.proxy.writes).to.deep.equal([]);
  });

  it("requests no restart when the worker is killed either", async () => {
    second = await start(1);
    await waitUntil(spread, { what: "tasks on both workers again", deadlineMs: 60_000 });
    process.kill(second.pid, "SIGKILL");
    await waitUntil(moved, { what: "the tasks on the other worker", deadlineMs: 90_000 });
    expect(scenario.proxy.writes).to.deep.equal([]);
    expect(scenario.events.map(({ event }) => event)).to.deep.equal(["started"]);
  });
});
