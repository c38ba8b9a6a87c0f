import { expect } from "chai";
import { Cluster } from "../../../provider/connect/session";
import type { ConnectorStatus } from "../../../provider/connect/wire";
import { UnhealthyError, waitForState } from "../../../provider/connector/wait";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import { NAMES, operationOn } from "../../../testkit/connect/scripted-cluster";
import { empty, html, json, type Reply, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const STATUSES = "GET /connectors?expand=status";
const RESTART = "POST /connectors/orders/restart?includeTasks=true&onlyFailed=true";
const HEALTH = "GET /health";

const answer = (status: ConnectorStatus | undefined): Reply =>
  json(status === undefined ? {} : { orders: { status } });
const failing = (trace = "org.example.Failed: no\nCaused by: java.net.ConnectException: root") =>
  sampleStatus("RUNNING", [{ state: "FAILED", worker: "w2:8083", trace }]);

describe("wait", () => {
  const use = useServer();
  let clock: FakeClock;
  let log: FakeLog;
  let cluster: Cluster;

  beforeEach(() => {
    clock = new FakeClock();
    log = new FakeLog();
    cluster = new Cluster({ url: use.server.url, id: "prod" }, clock, log);
    use.server.on(HEALTH, json({})).on(RESTART, json({}, 202));
  });

  function wait(changes: Readonly<Record<string, unknown>> = {}, ranBefore = false, ms = 600_000) {
    const op = operationOn(cluster, sampleInputs(changes), clock.now() + ms);
    return waitForState(op, ranBefore);
  }

  const unhealthy = (work: () => unknown) => thrownBy(work, UnhealthyError);

  const count = (call: string) => use.server.log.filter((made) => made === call).length;

  it("ends at the first poll that shows the maximum number of tasks", async () => {
    use.server.on(
      STATUSES,
      answer(undefined),
      answer(sampleStatus("RUNNING", ["RUNNING", "RUNNING"])),
    );
    expect((await wait({ tasksMax: 2 })).tasks).to.have.length(2);
    expect(use.server.log).to.deep.equal([NAMES, STATUSES, STATUSES]);
  });

  it("polls twice if there are fewer tasks, and again if they have changed", async () => {
    const one = answer(sampleStatus("RUNNING", ["RUNNING"]));
    const two = answer(sampleStatus("RUNNING", ["RUNNING", "RUNNING"]));
    use.server.on(STATUSES, one, two, two);
    expect((await wait({ tasksMax: 3 })).tasks).to.have.length(2);
    expect(count(STATUSES)).to.equal(3);
  });

  it("polls once for a stopped connector, or if only the connector itself counts", async () => {
    use.server.on(STATUSES, answer(sampleStatus("STOPPED", [])));
    await wait({ state: "stopped", tasksMax: 3 });
    use.server.on(STATUSES, answer(sampleStatus("RUNNING", [])));
    await wait({ waitFor: "connector", tasksMax: 3 });
    expect(count(STATUSES)).to.equal(2);
  });

  it("lets the workers catch up first if the status may be outdated", async () => {
    use.server.on(STATUSES, answer(sampleStatus("RUNNING")));
    await wait({}, true);
    expect(use.server.log).to.deep.equal([HEALTH, HEALTH, HEALTH, HEALTH, NAMES, STATUSES]);
  });

  it("continues while the cluster is unreachable", async () => {
    use.server.on(STATUSES, html(503), html(502), answer(sampleStatus("RUNNING")));
    await wait();
    expect(count(STATUSES)).to.equal(3);
  });

  it("restarts failed parts with growing delays, and lets the workers catch up", async () => {
    use.server.on(STATUSES, answer(failing()), answer(failing()), answer(sampleStatus("RUNNING")));
    await wait();
    const restart = [RESTART, HEALTH, HEALTH, HEALTH, HEALTH];
    expect(use.server.log).to.deep.equal([
      NAMES,
      STATUSES,
      ...restart,
      STATUSES,
      ...restart,
      STATUSES,
    ]);
    expect(clock.sleeps.filter((ms) => ms >= 500)).to.deep.equal([500, 1_920, 1_000, 1_920]);
    expect(log.lines).to.deep.equal([
      'info: connector "orders": task 0 FAILED on worker w2:8083: java.net.ConnectException: root; restart 1 of at most 10',
      'progress: connector "orders" has failed again; restart 2 of at most 10',
    ]);
  });

  it("waits at most ten seconds before a restart, however many there were", async () => {
    use.server.on(STATUSES, answer(failing()));
    await unhealthy(() => wait({ restartPolicy: { maxRetry: 8 } }));
    expect(Math.max(...clock.sleeps)).to.be.at.most(10_000);
  });

  it("fails after the restarts that the policy permits, with worker and root cause", async () => {
    use.server.on(STATUSES, answer(failing()));
    const error = await unhealthy(() => wait({ restartPolicy: { maxRetry: 3 } }));
    expect(count(RESTART)).to.equal(3);
    expect(error.reasons).to.deep.equal([
      'connector "orders" on prod: task 0 FAILED on worker w2:8083: java.net.ConnectException: root (after 3 restarts)\n' +
        "It is kept in the state: correct the program and run `pulumi up` again. " +
        "The trace is in the outputs `trace` and `tasks`; " +
        "`pulumi-kafka-connect status orders --traces` shows all of it.",
    ]);
    expect(error.lastStatus).to.deep.equal(failing());
  });

  const early: [string, string, number, string][] = [
    ["is permanent", "a.ConfigException: no", 0, "(not restarted, because"],
    ["comes back at once", "org.example.Odd: no", 1, "(after 1 restart, the same failure again)"],
  ];
  for (const [what, trace, restarts, text] of early) {
    it(`fails before the policy's restarts are used up if the failure ${what}`, async () => {
      use.server.on(STATUSES, answer(failing(trace)));
      const error = await unhealthy(() => wait());
      expect(count(RESTART)).to.equal(restarts);
      expect(error.message).to.contain(text);
    });
  }

  it("names five of many failed tasks, and only the beginning of a long cause", async () => {
    const tasks = Array(20).fill({ state: "FAILED", trace: `a.B: ${"x".repeat(20_000)}` });
    use.server.on(STATUSES, answer(sampleStatus("RUNNING", tasks as [])));
    const error = await unhealthy(() => wait({ restartPolicy: { type: "Never" } }));
    expect(error.message).to.have.length.below(6_500);
    expect(error.message).to.contain("task 4 FAILED").and.to.not.contain("task 5 FAILED");
    expect(error.message).to.contain("and 15 more of its tasks");
  });

  for (const restartPolicy of [{ type: "Never" }, { maxRetry: 0 }]) {
    it(`fails at once under the policy ${JSON.stringify(restartPolicy)}`, async () => {
      use.server.on(STATUSES, answer(failing()));
      const error = await unhealthy(() => wait({ restartPolicy }));
      expect(use.server.writes).to.deep.equal([]);
      expect(error.message).to.not.contain("restarts)");
    });
  }

  it("fails instead of waiting for a restart beyond the deadline", async () => {
    use.server.on(STATUSES, answer(failing()));
    const end = clock.now() + 5_000;
    await unhealthy(() => wait({}, false, 5_000));
    expect(clock.now()).to.be.at.most(end + 2_000);
  });

  it("restarts only if the delay ends before the deadline", async () => {
    use.server.on(STATUSES, answer(failing()));
    await unhealthy(() => wait({}, false, 400));
    expect(count(RESTART)).to.equal(0);
    await unhealthy(() => wait({}, false, 5_000));
    expect(count(RESTART)).to.be.at.least(1);
  });

  it("names every failed part, and shows no secret", async () => {
    const status = sampleStatus("FAILED", [{ state: "FAILED", trace: "a.B: hunter2" }], {
      trace: "c.D: hunter2",
    });
    use.server.on(STATUSES, answer(status));
    const error = await unhealthy(() =>
      wait({ restartPolicy: { type: "Never" }, config: { p: "hunter2" }, secretKeys: ["p"] }),
    );
    expect(error.message).to.contain("connector FAILED on worker w1:8083: c.D: [secret]");
    expect(error.message).to.contain("task 0 FAILED on worker w1:8083: a.B: [secret]");
    expect(error.message).to.not.contain("hunter2");
  });

  const late: [string, ConnectorStatus | undefined, string][] = [
    [
      "there are no tasks",
      sampleStatus("RUNNING", []),
      'it has no tasks yet. If this connector never has tasks, set waitFor: "connector". Otherwise, see the worker\'s log.',
    ],
    [
      "it is unassigned",
      sampleStatus("UNASSIGNED", []),
      "the connector is UNASSIGNED, not yet RUNNING. To wait longer, set the resource option customTimeouts.",
    ],
    [
      "there is no status",
      undefined,
      "it has no status yet. To wait longer, set the resource option customTimeouts.",
    ],
  ];
  for (const [when, status, reason] of late) {
    it(`fails at the deadline if ${when}, and until then reports what it waits for`, async () => {
      use.server.on(STATUSES, answer(status));
      const end = clock.now() + 60_000;
      const error = await unhealthy(() => wait({}, false, 60_000));
      expect(error.reasons).to.deep.equal([
        `connector "orders" on prod did not reach state running in time: ${reason}`,
      ]);
      expect(clock.now()).to.be.within(end, end + 3_000);
      expect(log.lines.length).to.be.within(3, 4);
      expect(log.lines[0]).to.match(/^progress: waiting for connector "orders": (it|the) /);
      expect(use.server.writes).to.deep.equal([]);
    });
  }

  it("fails with the cluster's error if it is unreachable at the deadline", async () => {
    use.server.on(STATUSES, html(503));
    const error = await thrownBy(() => wait({}, false, 10_000));
    expect(error.message).to.equal("GET /connectors?expand=status: 503");
  });

  it("fails at once if the cluster refuses the credentials", async () => {
    use.server.on(STATUSES, empty(401));
    const error = await thrownBy(() => wait());
    expect(error.message).to.equal("GET /connectors?expand=status: 401");
    expect(count(STATUSES)).to.equal(1);
  });
});
