import { expect } from "chai";
import type { TargetState } from "../../index";
import { waitUntil } from "../../sandbox/wait";
import { eachWithScenario } from "../../testkit/connectors/scenario";

/** Each has a reference in its config, and the value `bad` makes it fail at its next start. */
const kinds = {
  sink: { key: "file", good: (file: string) => file, bad: "/nowhere/out" },
  source: { key: "batch.size", good: () => "7", bad: "many" },
} as const;
type Kind = keyof typeof kinds;

/** The task of the sink fails, and the source fails itself. */
describe("a task and a connector that fail after their deployment", () => {
  const scenario = eachWithScenario();
  const refreshed = { refresh: true };
  const path = (kind: Kind) => `/connectors/${scenario().name(kind)}`;
  const restart = (kind: Kind) => `POST ${path(kind)}/restart?includeTasks=true&onlyFailed=true`;
  const both = <T>(of: (kind: Kind) => T): [T, T] => [of("sink"), of("source")];
  const each = (act: (kind: Kind) => Promise<unknown>) => Promise.all(both(act));
  const inState = (now: string) => ({
    sink: { now, failedTasks: [] },
    source: { now, failedTasks: [] },
  });

  /** Removes the causes, and returns the references to the values. */
  function cure(): Record<Kind, string> {
    const s = scenario();
    const of = (kind: Kind) => s.reference(kinds[kind].good(s.file("out")), kind);
    return { sink: of("sink"), source: of("source") };
  }

  let references: Record<Kind, string>;
  const program = (state: TargetState) => () => {
    const observed = (kind: Kind) => {
      const config = { [kinds[kind].key]: references[kind] };
      const { state: now, failedTasks } = scenario()[kind]({ state, config });
      return { now, failedTasks };
    };
    return { sink: observed("sink"), source: observed("source") };
  };

  beforeEach(async () => {
    references = cure();
    await scenario().up(program("running"));
  });

  async function fail(): Promise<void> {
    const s = scenario();
    await each(async (kind) => {
      s.reference(kinds[kind].bad, kind);
      await s.rest.write("POST", `${path(kind)}/restart?includeTasks=true&onlyFailed=false`);
      await waitUntil(
        async () => {
          const status = await s.rest.status(s.name(kind));
          const part = kind === "sink" ? status?.tasks[0] : status?.connector;
          return part?.state === "FAILED";
        },
        { what: `a failed ${kind}`, deadlineMs: 30_000 },
      );
    });
  }

  /** The writes to each connector, in their order. */
  const writes = () =>
    both((kind) => scenario().proxy.writes.filter((write) => write.includes(path(kind))));

  const untilRunning = () =>
    each((kind) => scenario().rest.until(scenario().name(kind), "RUNNING"));

  it("are repaired by `up --refresh` of the same program once the cause is gone", async () => {
    const s = scenario();
    await fail();
    cure();
    const run = await s.up(program("running"), refreshed);
    expect(writes()).to.deep.equal([
      [restart("sink")],
      [restart("source"), `PUT ${path("source")}/resume`],
    ]);
    expect(run.outputs).to.deep.equal(inState("running"));
    await untilRunning();
  });

  it("are also repaired when somebody has paused them meanwhile", async () => {
    await fail();
    await each((kind) => scenario().rest.write("PUT", `${path(kind)}/pause`));
    cure();
    await scenario().up(program("running"), refreshed);
    await untilRunning();
  });

  it("can be paused without running, and stopped, while the cause remains", async () => {
    const s = scenario();
    await fail();
    const paused = await s.up(program("paused"));
    expect(writes()).to.deep.equal(both((kind) => [`PUT ${path(kind)}/pause`, restart(kind)]));
    expect(paused.outputs).to.deep.equal(inState("paused"));

    const stopped = await s.up(program("stopped"));
    expect(writes()).to.deep.equal(both((kind) => [`PUT ${path(kind)}/stop`]));
    expect(stopped.outputs).to.deep.equal(inState("stopped"));
  });

  it("are stopped at once, whatever their policy", async () => {
    const s = scenario();
    await fail();
    const run = await s.up(program("stopped"));
    expect(writes()).to.deep.equal(both((kind) => [`PUT ${path(kind)}/stop`]));
    expect(run.outputs).to.deep.equal(inState("stopped"));
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
  });

  for (const state of ["paused", "stopped"] as const) {
    it(`are ${state} again after somebody resumed them although the program has them ${state}`, async () => {
      const s = scenario();
      await s.up(program(state));
      await each((kind) => s.rest.write("PUT", `${path(kind)}/resume`));
      await untilRunning();
      await fail();
      const run = await s.up(program(state), refreshed);
      expect(run.outputs).to.deep.equal(inState(state));
    });
  }
});
