import { expect } from "chai";
import fc from "fast-check";
import type { ConnectorStatus } from "../../provider/connect/wire";
import { type Memory, memoryText, NO_MEMORY, parseMemory } from "../../healing/memory";
import { called, type Poll, type Plan, planOf, restarted } from "../../healing/plan";
import { DEFAULT_POLICY } from "../../healing/policy";
import { DEFAULT_SCHEDULE, type Schedule, waitBefore } from "../../healing/schedule";
import { sampleStatus } from "../../testkit/connectors/samples";

const { pollMs, firstWaitMs, stableMs } = DEFAULT_SCHEDULE;
const START = 1_000_000;
const FAILED = sampleStatus("RUNNING", ["FAILED"]);
const RUNNING = sampleStatus("RUNNING", ["RUNNING"]);

/** A cluster that is polled again and again, and on which every restart is performed. */
class Story {
  memory: Memory = NO_MEMORY;
  now = START;
  readonly made: { readonly name: string; readonly at: number }[] = [];
  readonly plans: Plan[] = [];
  readonly #more: Partial<Poll>;

  constructor(more: Partial<Poll> = {}) {
    this.#more = more;
  }

  poll(statuses: Readonly<Record<string, ConnectorStatus>>, more: Partial<Poll> = {}): Plan {
    const plan = planOf(this.memory, {
      statuses: new Map(Object.entries(statuses)),
      policies: new Map(),
      policy: DEFAULT_POLICY,
      schedule: DEFAULT_SCHEDULE,
      partByPart: false,
      now: this.now,
      random: () => 0.5, // No jitter.
      ...this.#more,
      ...more,
    });
    this.memory = plan.memory;
    this.plans.push(plan);
    for (const restart of plan.restarts) {
      this.memory = restarted(called(this.memory, this.now), restart, this.now);
      this.made.push({ name: restart.name, at: this.now });
    }
    this.now += pollMs;
    return plan;
  }

  /** Polls until this much time has passed. */
  pass(ms: number, status: ConnectorStatus, more: Partial<Poll> = {}): void {
    for (const end = this.now + ms; this.now < end;) this.poll({ orders: status }, more);
  }
}

describe("the plan", () => {
  it("restarts a part only after it has been failed for the first delay", () => {
    const story = new Story();
    story.pass(firstWaitMs, FAILED);
    expect(story.made).to.deep.equal([]);
    const { restarts } = story.poll({ orders: FAILED });
    expect(restarts).to.have.length(1);
    expect(restarts[0]).to.include({ name: "orders", attempt: 1, maxRetry: 10 });
    expect(restarts[0]?.parts.map(({ task }) => task)).to.deep.equal([0]);
  });

  it("needs two polls even if the delay is zero", () => {
    const story = new Story({ schedule: { ...DEFAULT_SCHEDULE, firstWaitMs: 0 } });
    expect(story.poll({ orders: FAILED }).restarts).to.have.length(0);
    expect(story.poll({ orders: FAILED }).restarts).to.have.length(1);
  });

  it("restarts the delay for a connector that was healthy in between", () => {
    const story = new Story();
    story.pass(firstWaitMs, FAILED);
    story.poll({ orders: RUNNING });
    story.pass(firstWaitMs, FAILED);
    expect(story.made).to.deep.equal([]);
  });

  const untouched: Readonly<Record<string, ConnectorStatus>> = {
    "a paused connector with a failed task": sampleStatus("PAUSED", ["FAILED"]),
    "a stopped connector": sampleStatus("STOPPED", ["FAILED"]),
    "a connector with an unassigned task": sampleStatus("RUNNING", ["FAILED", "UNASSIGNED"]),
    "an unassigned connector": sampleStatus("UNASSIGNED", ["FAILED"]),
    "a connector with a restarting task": sampleStatus("FAILED", ["RESTARTING"]),
    "a connector in a state from a later version": sampleStatus("DESTROYED", ["FAILED"]),
    "a running connector without tasks": sampleStatus("RUNNING", []),
  };
  for (const [what, status] of Object.entries(untouched)) {
    it(`ignores ${what}`, () => {
      const story = new Story();
      story.pass(4 * 3_600_000, status);
      expect(story.made).to.deep.equal([]);
    });
  }

  it("doubles the delays, gives up after maxRetry restarts, and reports that once", () => {
    const policy = { type: "OnFailure" as const, maxRetry: 4 };
    const story = new Story({ policy });
    story.pass(3_600_000, FAILED);
    const at = story.made.map((made) => made.at - START);
    const waits = at.map((time, i) => time - (at[i - 1] ?? -pollMs));
    // From the poll that found it failed again.
    expect(waits).to.deep.equal([1, 2, 4, 8].map((n) => n * firstWaitMs + pollMs));
    expect(story.plans.flatMap(({ givenUp }) => givenUp.map(({ name }) => name))).to.deep.equal([
      "orders",
    ]);
    expect(story.memory.connectors.get("orders")?.givenUp).to.equal(true);
  });

  it("waits at most an hour, and about four hours for ten restarts", () => {
    const waits = Array.from({ length: 10 }, (_, n) => waitBefore(n, DEFAULT_SCHEDULE, 0.5));
    expect(Math.max(...waits)).to.equal(3_600_000);
    expect(waits.reduce((sum, wait) => sum + wait) / 3_600_000).to.be.within(4, 4.1);
  });

  it("varies the delays by a fifth in both directions", () => {
    expect(waitBefore(0, DEFAULT_SCHEDULE, 0)).to.equal(0.8 * firstWaitMs);
    expect(waitBefore(0, DEFAULT_SCHEDULE, 1)).to.equal(1.2 * firstWaitMs);
  });

  it("does nothing under Never, and applies a changed policy at once", () => {
    const story = new Story();
    const never = new Map([["orders", { type: "Never" as const, maxRetry: 10 }]]);
    story.pass(3_600_000, FAILED, { policies: never });
    expect(story.made).to.deep.equal([]);
    expect(story.plans.flatMap(({ givenUp }) => givenUp)).to.deep.equal([]);
    expect(story.poll({ orders: FAILED }).restarts).to.have.length(1);
  });

  it("resumes a connector that it had given up on if its policy allows more restarts", () => {
    const story = new Story({ policy: { type: "OnFailure", maxRetry: 1 } });
    story.pass(600_000, FAILED);
    expect(story.made).to.have.length(1);
    story.pass(600_000, FAILED, { policy: { type: "OnFailure", maxRetry: 2 } });
    expect(story.made).to.have.length(2);
    expect(story.plans.flatMap(({ givenUp }) => givenUp)).to.have.length(2);
  });

  it("resets the count once a connector has run for the stable time, and reports it as cured", () => {
    const story = new Story();
    story.pass(firstWaitMs + pollMs, FAILED);
    story.pass(stableMs, RUNNING);
    expect(story.memory.connectors.get("orders")?.restarts).to.equal(1);
    story.pass(2 * pollMs, RUNNING);
    expect(story.plans.flatMap(({ cured }) => cured)).to.deep.equal(["orders"]);
    expect(story.memory.connectors.size).to.equal(0);
  });

  it("does not reset the count before the connector has run for longer than its last delay", () => {
    const story = new Story();
    story.pass(2 * 3_600_000, FAILED);
    const restarts = story.made.length;
    const last = story.memory.connectors.get("orders")?.lastWaitMs ?? 0;
    expect(last).to.be.above(stableMs);
    story.pass(last, RUNNING);
    expect(story.memory.connectors.get("orders")?.restarts).to.equal(restarts);
    story.pass(2 * pollMs, RUNNING);
    expect(story.memory.connectors.size).to.equal(0);
  });

  it("resets the count of a connector that somebody pauses or deletes for good", () => {
    const story = new Story();
    story.pass(firstWaitMs + pollMs, FAILED);
    story.poll({}); // A worker that starts lists nothing.
    expect(story.memory.connectors.get("orders")?.restarts).to.equal(1);
    const before = story.memory;
    story.poll({ orders: sampleStatus("PAUSED", ["PAUSED"]) });
    expect(story.memory.connectors.size).to.equal(0);
    story.memory = before;
    story.now += 3_600_001;
    story.poll({});
    expect(story.memory.connectors.size).to.equal(0);
  });

  it("first restarts what has waited longest, within the cap per minute", () => {
    const schedule: Schedule = { ...DEFAULT_SCHEDULE, restartsPerMinute: 2 };
    let chance = 1;
    const story = new Story({ schedule, random: () => (chance -= 0.1) });
    const all = { a: FAILED, b: FAILED, c: FAILED };
    for (let polls = 0; polls < 12; polls++) story.poll(all);
    expect(story.made.slice(0, 3).map(({ name }) => name)).to.deep.equal(["c", "b", "a"]);
    expect((story.made[2]?.at ?? 0) - (story.made[0]?.at ?? 0)).to.be.above(60_000);
  });

  it("counts each part of an old worker's restart, and postpones what does not fit", () => {
    const schedule = { ...DEFAULT_SCHEDULE, restartsPerMinute: 3 };
    const status = sampleStatus("FAILED", ["FAILED", "FAILED", "FAILED"]);
    const story = new Story({ schedule, partByPart: true });
    story.pass(firstWaitMs, status);
    const { restarts } = story.poll({ orders: status, later: status });
    expect(restarts.map(({ parts }) => parts.map(({ task }) => task))).to.deep.equal([
      [undefined, 0, 1],
    ]);
  });

  it("keeps its counts, but no poll, when the agent restarts", () => {
    const story = new Story();
    story.pass(firstWaitMs + pollMs, FAILED);
    story.pass(2 * firstWaitMs, FAILED);
    story.memory = parseMemory(memoryText(story.memory));
    story.pass(2 * firstWaitMs, FAILED);
    expect(story.made).to.have.length(1);
    expect(story.poll({ orders: FAILED }).restarts[0]?.attempt).to.equal(2);
  });
});

describe("the plan, for any sequence of events", () => {
  const state = fc.constantFrom("RUNNING", "FAILED", "FAILED", "PAUSED", "STOPPED", "UNASSIGNED");
  const status = fc
    .tuple(state, fc.array(state, { maxLength: 3 }))
    .map(([connector, tasks]) => sampleStatus(connector, tasks));
  const cluster = fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), status);
  const rounds = fc.array(fc.tuple(cluster, fc.nat(120_000)), { maxLength: 60 });
  const schedule = { ...DEFAULT_SCHEDULE, firstWaitMs: 5_000, restartsPerMinute: 3 };

  it("never exceeds the cap of calls in a minute, and restarts only failures of settled connectors", () => {
    const property = fc.property(rounds, fc.boolean(), (polls, partByPart) => {
      let memory = NO_MEMORY;
      let now = START;
      const calls: number[] = [];
      for (const [statuses, waited] of polls) {
        now += waited;
        const plan = planOf(memory, {
          statuses: new Map(Object.entries(statuses)),
          policies: new Map(),
          policy: DEFAULT_POLICY,
          schedule,
          partByPart,
          now,
          random: () => 0.3,
        });
        memory = plan.memory;
        for (const restart of plan.restarts) {
          const { connector, tasks } = statuses[restart.name] ?? { tasks: [] };
          const states = [connector?.state, ...tasks.map((task) => task.state)];
          expect(states).to.include("FAILED");
          expect(states.filter((one) => one !== "FAILED" && one !== "RUNNING")).to.deep.equal([]);
          for (let n = partByPart ? restart.parts.length : 1; n > 0; n--) {
            calls.push(now);
            memory = called(memory, now);
          }
          memory = restarted(memory, restart, now);
        }
        expect(calls.filter((at) => now - at <= 60_000).length).to.be.at.most(3);
      }
    });
    fc.assert(property);
  });

  it("restarts a part that always fails exactly maxRetry times", () => {
    const property = fc.property(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 99 }),
      (maxRetry, percent) => {
        const policy = { type: "OnFailure" as const, maxRetry };
        const story = new Story({ policy, random: () => percent / 100 });
        story.pass(2 * 3_600_000, FAILED);
        expect(story.made).to.have.length(maxRetry);
        expect(story.plans.flatMap(({ givenUp }) => givenUp)).to.have.length(1);
      },
    );
    fc.assert(property, { numRuns: 20 });
  });
});
