import { expect } from "chai";
import type { TargetState } from "../../index";
import { waitUntil } from "../../sandbox/wait";
import { eachWithScenario } from "../../testkit/connectors/scenario";

const refreshed = { refresh: true };

/** Each has a reference in its config, and the value `bad` makes it fail at its next start. */
const kinds = {
  task: { of: "sink", key: "file", good: (file: string) => file, bad: "/nowhere/out" },
  connector: { of: "source", key: "batch.size", good: () => "7", bad: "many" },
} as const;

for (const [what, { of, key, good, bad }] of Object.entries(kinds)) {
  describe(`a ${what} that fails after its deployment`, () => {
    const scenario = eachWithScenario();
    const name = () => scenario().name(of);
    const path = () => `/connectors/${name()}`;
    const restart = () => `POST ${path()}/restart?includeTasks=true&onlyFailed=true`;
    const resolvesTo = (value: string) => scenario().reference(value);
    let reference = "";

    const program = (state: TargetState) => () => {
      const { state: now, failedTasks } = scenario()[of]({ state, config: { [key]: reference } });
      return { now, failedTasks };
    };

    beforeEach(async () => {
      reference = resolvesTo(good(scenario().file("out")));
      await scenario().up(program("running"));
    });

    async function fails(): Promise<void> {
      const s = scenario();
      resolvesTo(bad);
      await s.rest.write("POST", `${path()}/restart?includeTasks=true&onlyFailed=false`);
      await waitUntil(
        async () => {
          const status = await s.rest.status(name());
          const part = what === "task" ? status?.tasks[0] : status?.connector;
          return part?.state === "FAILED";
        },
        { what: `a failed ${what}`, deadlineMs: 30_000 },
      );
    }

    const isCured = () => resolvesTo(good(scenario().file("out")));

    it("is repaired by `up --refresh` of the same program once its cause is gone", async () => {
      const s = scenario();
      await fails();
      isCured();
      const run = await s.up(program("running"), refreshed);
      const resume = what === "task" ? [] : [`PUT ${path()}/resume`];
      expect(s.proxy.writes).to.deep.equal([restart(), ...resume]);
      expect(run.outputs).to.deep.equal({ now: "running", failedTasks: [] });
      await s.rest.until(name(), "RUNNING");
    });

    it("is also repaired when somebody has paused it meanwhile", async () => {
      const s = scenario();
      await fails();
      await s.rest.write("PUT", `${path()}/pause`);
      isCured();
      await s.up(program("running"), refreshed);
      await s.rest.until(name(), "RUNNING");
    });

    it("can be paused without running, and stopped, while the cause remains", async () => {
      const s = scenario();
      await fails();
      const paused = await s.up(program("paused"));
      expect(s.proxy.writes).to.deep.equal([`PUT ${path()}/pause`, restart()]);
      expect(paused.outputs).to.deep.equal({ now: "paused", failedTasks: [] });

      const stopped = await s.up(program("stopped"));
      expect(s.proxy.writes).to.deep.equal([`PUT ${path()}/stop`]);
      expect(stopped.outputs).to.deep.equal({ now: "stopped", failedTasks: [] });
    });

    it("is stopped at once, whatever its policy", async () => {
      const s = scenario();
      await fails();
      const run = await s.up(program("stopped"));
      expect(s.proxy.writes).to.deep.equal([`PUT ${path()}/stop`]);
      expect(run.outputs).to.deep.equal({ now: "stopped", failedTasks: [] });
      expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    });

    for (const state of ["paused", "stopped"] as const) {
      it(`is ${state} again after somebody resumed it although the program has it ${state}`, async () => {
        const s = scenario();
        await s.up(program(state));
        await s.rest.write("PUT", `${path()}/resume`);
        await s.rest.until(name(), "RUNNING");
        await fails();
        const run = await s.up(program(state), refreshed);
        expect(run.outputs).to.deep.equal({ now: state, failedTasks: [] });
      });
    }
  });
}
