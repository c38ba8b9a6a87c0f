import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { policyText } from "../../healing/policy";
import { patience } from "../../sandbox/wait";
import { eachWithAgent, FAST, metric } from "../../testkit/command/agent";
import { certificates } from "../../testkit/certificates";
import { freePort } from "../../testkit/free-port";

describe("the healing agent", () => {
  const scenario = eachWithAgent();

  it("heals a task once its cause is gone, at the end of the current wait, and counts it", async () => {
    const s = scenario();
    await s.sink("late", s.file("folder/out"));
    await s.rest.untilTaskFailed(s.name("late"));
    const port = await freePort();
    s.start({ serve: { port, host: "127.0.0.1" } });
    await s.untilEvent("restart", "late");
    mkdirSync(s.file("folder"));
    const curedAt = Date.now();
    await s.rest.until(s.name("late"), "RUNNING");
    const [first, last] = s.eventsOf("restart", "late");
    const longest = FAST.firstWaitMs * 2 * (1 + FAST.jitter) + 2 * FAST.pollMs;
    expect((last ?? first)?.at).to.be.below(curedAt + longest + 1_000 * patience());
    const restarts = s.eventsOf("restart", "late").length;
    const labels = `{connector="${s.name("late")}",result="requested"}`;
    expect(await metric(port, `restarts_total${labels}`)).to.equal(restarts);
    expect(await metric(port, `given_up{connector="${s.name("late")}"}`)).to.equal(0);
    await s.untilEvent("cured", "late");
  });

  it("heals a connector that has failed itself", async () => {
    const s = scenario();
    await s.heartbeat("heartbeat", {
      "target.cluster.security.protocol": "SSL",
      "target.cluster.ssl.truststore.type": "PEM",
      "target.cluster.ssl.truststore.location": s.file("ca.pem"),
      "admin.timeout.ms": "1000",
    });
    await s.rest.untilConnectorState(s.name("heartbeat"), "FAILED");
    s.start();
    await s.untilEvent("restart", "heartbeat");
    writeFileSync(s.file("ca.pem"), certificates().ca);
    await s.rest.until(s.name("heartbeat"), "RUNNING");
    const [restart] = s.eventsOf("restart", "heartbeat");
    expect(restart?.parts.map(({ part }) => part)).to.deep.equal(["connector"]);
  });

  it("gives up on a task that always fails after exactly its number of restarts, with growing waits", async () => {
    const s = scenario();
    const policies = s.file("policies");
    mkdirSync(policies);
    writeFileSync(
      path.join(policies, "0"),
      policyText(s.name("broken"), { type: "OnFailure", maxRetry: 3 }),
    );
    writeFileSync(
      path.join(policies, "1"),
      policyText(s.name("never"), { type: "Never", maxRetry: 10 }),
    );
    await s.source("well");
    await s.sink("broken", s.file("nowhere/out"));
    await s.sink("never", s.file("nowhere/out"));
    await s.rest.untilTaskFailed(s.name("broken"));
    await s.rest.untilTaskFailed(s.name("never"));
    const port = await freePort();
    s.start({ serve: { port, host: "127.0.0.1" }, policyFolder: policies });
    await s.untilEvent("given up", "broken");
    await s.polls(5);
    const call = `/connectors/${s.name("broken")}/restart?includeTasks=true&onlyFailed=true`;
    expect(s.restarts.map((restart) => restart.path)).to.deep.equal([call, call, call]);
    const at = s.restarts.map((restart) => restart.at);
    const waits = at.slice(1).map((time, i) => time - (at[i] ?? 0));
    expect(waits[0]).to.be.at.least(FAST.firstWaitMs * 2 * (1 - FAST.jitter));
    expect(waits[1]).to.be.at.least(FAST.firstWaitMs * 4 * (1 - FAST.jitter));
    expect(waits[1]).to.be.above(waits[0] ?? 0);
    expect(s.eventsOf("given up")).to.have.length(1);
    expect(await metric(port, `given_up{connector="${s.name("broken")}"}`)).to.equal(1);
    expect(await metric(port, `given_up{connector="${s.name("never")}"}`)).to.equal(0);
    expect(await metric(port, 'tasks{state="failed"}')).to.be.at.least(2);
  });

  it("logs the trace before the restart, with its classes and frames but without its messages", async () => {
    const s = scenario();
    await s.sink("broken", s.file("nowhere/out"));
    await s.rest.untilTaskFailed(s.name("broken"));
    s.start();
    await s.untilEvent("restart", "broken");
    const [part] = s.eventsOf("restart", "broken")[0]?.parts ?? [];
    expect(part?.part).to.equal("task 0");
    expect(part?.trace).to.contain("Caused by: java.nio.file.NoSuchFileException: [withheld");
    expect(part?.trace).to.match(/at org\.apache\.kafka\.connect\.file\.FileStreamSinkTask\.start/);
    expect(part?.trace).to.not.contain(s.folder);
  });

  it("leaves a paused connector with a failed task alone", async () => {
    const s = scenario();
    await s.sink("paused", s.file("nowhere/out"));
    await s.rest.untilTaskFailed(s.name("paused"));
    await s.rest.write("PUT", `/connectors/${s.name("paused")}/pause`);
    await s.rest.untilConnectorState(s.name("paused"), "PAUSED");
    s.start();
    await s.polls(12); // Longer than the first wait.
    expect(s.restarts).to.deep.equal([]);
    expect((await s.rest.status(s.name("paused")))?.tasks[0]?.state).to.equal("FAILED");
  });

  it("starts its wait again after it was killed, and keeps its count", async function () {
    const s = scenario();
    await s.sink("broken", s.file("nowhere/out"));
    await s.rest.untilTaskFailed(s.name("broken"));
    const options = {
      endpoint: { url: s.proxy.url },
      schedule: FAST,
      policy: { maxRetry: 2 },
      memoryFile: s.file("memory.json"),
    };
    s.startProcess(options);
    await s.untilRestarts(1);
    const polls = s.proxy.count("GET /connectors?expand=status");
    for (let times = 0; times < 3; times++) {
      await s.polls(2); // In the middle of the second wait, which lasts six polls.
      await s.killProcess();
      s.startProcess(options);
    }
    expect(s.proxy.count("GET /connectors?expand=status")).to.be.at.least(polls + 6);
    expect(s.restarts).to.have.length(1);
    await s.untilRestarts(2);
    await s.polls(15); // Longer than any further wait would be.
    expect(s.restarts).to.have.length(2);
  });
});
