import { mkdirSync } from "node:fs";
import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { eachWithAgent, FAST } from "../../testkit/command/agent";

const MINUTE_MS = 60_000;

describe("the healing agent of a large cluster", function () {
  this.timeout(300_000);
  const scenario = eachWithAgent();

  it("heals 30 of 200 connectors that fail at once, and keeps its calls under the cap", async () => {
    const s = scenario();
    const names = (of: string, count: number) =>
      Array.from({ length: count }, (_, i) => `${of}-${i}`);
    const failing = names("failing", 30);
    await Promise.all(names("well", 170).map((name) => s.heartbeat(name)));
    await Promise.all(failing.map((name) => s.sink(name, s.file("folder/out"))));
    await Promise.all(failing.map((name) => s.rest.untilTaskFailed(s.name(name))));
    mkdirSync(s.file("folder"));
    s.start();
    await waitUntil(
      async () => {
        const all = await s.rest.statuses();
        return [...all.values()].every(
          ({ tasks }) => tasks.length > 0 && tasks.every(({ state }) => state === "RUNNING"),
        );
      },
      { what: "200 connectors to run", deadlineMs: 200_000, intervalMs: 1_000 },
    );
    expect(s.restarts).to.have.length(30);
    for (const { at } of s.restarts) {
      const minute = s.restarts.filter((other) => other.at >= at && other.at < at + MINUTE_MS);
      expect(minute.length).to.be.at.most(FAST.restartsPerMinute);
    }
  });
});
