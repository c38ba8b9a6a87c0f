import { expect } from "chai";
import type { ConnectorStatus } from "../../../provider/connect/wire";
import { createRedactor } from "../../../provider/connect/redact";
import {
  type TargetState,
  type Verdict,
  type ConnectorWaitFor,
  assess,
  driftedState,
  statusOutputs,
  taskSignature,
  withShortTraces,
} from "../../../provider/connect/status";
import { rootCause } from "../../../provider/connect/trace";
import { sampleStatus } from "../../../testkit/connectors/samples";

const reached: Verdict = { kind: "reached" };
const settling = (reason: string) => ({ kind: "settling", reason }) as const;
const failed = (...parts: [string, string][]): Verdict => ({
  kind: "failed",
  parts: parts.map(([part, trace]) => ({ part, workerId: "w1:8083", trace })),
});

describe("status: the verdict", () => {
  type Case = [string, ConnectorStatus | undefined, TargetState, ConnectorWaitFor, Verdict];
  const running = sampleStatus("RUNNING", ["RUNNING", "RUNNING"]);
  const taskFailed = sampleStatus("RUNNING", ["RUNNING", { state: "FAILED", trace: "why" }]);
  const cases: Case[] = [
    ["all run", running, "running", "tasks", reached],
    ["there is no status", undefined, "running", "tasks", settling("it has no status yet")],
    ["there is no status", undefined, "running", "connector", settling("it has no status yet")],
    [
      "it has no tasks",
      sampleStatus("RUNNING", []),
      "running",
      "tasks",
      { ...settling("it has no tasks yet"), lacks: "tasks" },
    ],
    ["it has no tasks", sampleStatus("RUNNING", []), "running", "connector", reached],
    [
      "tasks are late",
      sampleStatus("RUNNING", ["RUNNING", "UNASSIGNED", "RESTARTING"]),
      "running",
      "tasks",
      settling("task 1 is UNASSIGNED, task 2 is RESTARTING, not yet RUNNING"),
    ],
    [
      "the connector is late",
      sampleStatus("UNASSIGNED"),
      "running",
      "tasks",
      settling("the connector is UNASSIGNED, not yet RUNNING"),
    ],
    [
      "it has a state from a later version",
      sampleStatus("DREAMING"),
      "running",
      "tasks",
      settling("the connector is DREAMING, not yet RUNNING"),
    ],
    ["a task failed", taskFailed, "running", "tasks", failed(["task 1", "why"])],
    ["a task failed", taskFailed, "running", "connector", reached],
    [
      "the connector failed",
      sampleStatus("FAILED", [], { trace: "why" }),
      "running",
      "connector",
      failed(["connector", "why"]),
    ],
    [
      "connector and task failed",
      sampleStatus("FAILED", ["FAILED"], { trace: "why" }),
      "running",
      "tasks",
      failed(["connector", "why"], ["task 0", ""]),
    ],
    ["all pause", sampleStatus("PAUSED", ["PAUSED"]), "paused", "tasks", reached],
    ["it pauses without tasks", sampleStatus("PAUSED", []), "paused", "tasks", reached],
    ["all run", running, "paused", "tasks", settling("the connector is RUNNING, not yet PAUSED")],
    [
      "a task keeps running",
      sampleStatus("PAUSED", ["RUNNING"]),
      "paused",
      "tasks",
      settling("task 0 is RUNNING, not yet PAUSED"),
    ],
    ["it has stopped", sampleStatus("STOPPED", []), "stopped", "tasks", reached],
    [
      "it is stopping",
      sampleStatus("STOPPED", ["RUNNING"]),
      "stopped",
      "tasks",
      settling("it still has 1 task(s)"),
    ],
    ["it is stopping", sampleStatus("STOPPED", ["RUNNING"]), "stopped", "connector", reached],
    [
      "it stops after a failure",
      sampleStatus("FAILED", ["FAILED"]),
      "stopped",
      "tasks",
      settling("the connector is FAILED, not yet STOPPED"),
    ],
    [
      "it stops after a task's failure",
      sampleStatus("STOPPED", ["FAILED"]),
      "stopped",
      "tasks",
      settling("it still has 1 task(s)"),
    ],
    [
      "a task failed before it was paused",
      sampleStatus("PAUSED", ["FAILED"]),
      "paused",
      "tasks",
      failed(["task 0", ""]),
    ],
  ];
  for (const [when, status, state, waitFor, verdict] of cases) {
    it(`is ${verdict.kind} for ${state}, waiting for ${waitFor}, when ${when}`, () => {
      expect(assess(status, { state, waitFor })).to.deep.equal(verdict);
    });
  }
});

describe("status: the signature of the tasks", () => {
  it("is the same only for the same tasks in the same state on the same workers", () => {
    const signature = (...tasks: Parameters<typeof sampleStatus>[1] & object) =>
      taskSignature(sampleStatus("RUNNING", tasks));
    expect(signature("RUNNING")).to.equal(signature({ state: "RUNNING", trace: "x" }));
    const others = [
      signature(),
      signature("RUNNING"),
      signature("RUNNING", "RUNNING"),
      signature("PAUSED"),
      signature({ state: "RUNNING", worker: "w2:8083" }),
    ];
    expect(new Set(others).size).to.equal(5);
  });
});

describe("status: the root cause", () => {
  const cases: [string, string][] = [
    ["a.B: top\n\tat x\nCaused by: c.D: middle\n\tat y\nCaused by: e.F: root\n\tat z", "e.F: root"],
    ["a.B: top\n\tat x", "a.B: top"],
    ["one line", "one line"],
    ["", "no reason given"],
    ["\n\tat x", "no reason given"],
    ["a.B\nCaused by:  e.F \n", "e.F"],
  ];
  for (const [trace, cause] of cases) {
    it(`of ${JSON.stringify(trace)} is ${cause}`, () => expect(rootCause(trace)).to.equal(cause));
  }
});

describe("status: the outputs", () => {
  const redactor = createRedactor({ config: { p: "hunter2" }, secretKeys: ["p"] });

  it("describe connector and tasks, with traces that hold no secret", () => {
    const status = sampleStatus(
      "FAILED",
      ["RUNNING", { state: "FAILED", worker: "w2:8083", trace: "a.B: hunter2" }],
      { trace: "no hunter2" },
    );
    expect(statusOutputs(status, redactor)).to.deep.equal({
      type: "source",
      state: "failed",
      tasks: [
        { id: 0, state: "running", workerId: "w1:8083" },
        { id: 1, state: "failed", workerId: "w2:8083", trace: "a.B: [secret]" },
      ],
      failedTasks: [1],
      workerId: "w1:8083",
      trace: "no [secret]",
    });
  });

  it("show an unassigned connector while there is no status", () => {
    const nothing = { state: "unassigned", tasks: [], failedTasks: [], workerId: "" };
    expect(statusOutputs(undefined, redactor)).to.deep.equal({ type: "unknown", ...nothing });
    expect(statusOutputs(undefined, redactor, "sink")).to.deep.equal({ type: "sink", ...nothing });
  });

  it("have the type from another source when the status does not contain it", () => {
    const status = { ...sampleStatus("UNASSIGNED", []), type: "unknown" };
    expect(statusOutputs(status, redactor, "sink").type).to.equal("sink");
    expect(statusOutputs(sampleStatus("RUNNING"), redactor, "sink").type).to.equal("source");
  });
});

describe("status: the state that a refresh reports", () => {
  const cases: [string, ConnectorStatus | undefined, TargetState, string][] = [
    ["it has no status", undefined, "paused", "paused"],
    ["it runs", sampleStatus("RUNNING"), "running", "running"],
    ["it runs", sampleStatus("RUNNING"), "paused", "running"],
    ["it was paused", sampleStatus("PAUSED"), "running", "paused"],
    ["it was stopped", sampleStatus("STOPPED", []), "running", "stopped"],
    ["it is in a rebalance", sampleStatus("UNASSIGNED", ["UNASSIGNED"]), "running", "running"],
    ["it restarts", sampleStatus("RESTARTING"), "paused", "paused"],
    ["the connector has failed", sampleStatus("FAILED"), "running", "failed"],
    ["a task has failed", sampleStatus("RUNNING", ["FAILED"]), "running", "failed"],
    ["a task waits", sampleStatus("RUNNING", ["UNASSIGNED"]), "running", "running"],
  ];
  for (const [when, status, declared, state] of cases) {
    it(`is ${state} for a declared ${declared} when ${when}`, () => {
      expect(driftedState(status, declared)).to.equal(state);
    });
  }
});

describe("status: the traces that a state keeps", () => {
  const withTraces = (tasks: number, length: number) =>
    withShortTraces(
      statusOutputs(
        sampleStatus(
          "RUNNING",
          Array.from({ length: tasks }, () => ({ state: "FAILED", trace: "x".repeat(length) })),
        ),
        createRedactor({ config: {} }),
      ),
    );
  const size = (outputs: object) => JSON.stringify(outputs).length;

  it("are complete when they are short", () => {
    expect(withTraces(3, 10_000).tasks.map(({ trace }) => trace?.length)).to.deep.equal([
      10_000, 10_000, 10_000,
    ]);
  });

  it("are shortened when one is long, and more so when there are many", () => {
    expect(size(withTraces(1, 3_000_000))).to.be.below(17_000);
    expect(size(withTraces(50, 100_000))).to.be.below(200_000);
    expect(size(withTraces(500, 100_000))).to.be.below(750_000);
    expect(withTraces(500, 100_000).tasks[0]?.trace?.length).to.be.within(1_000, 1_500);
  });
});
