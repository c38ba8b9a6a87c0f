import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { TargetState } from "../../index";
import { waitUntil } from "../../sandbox/wait";
import { eachWithScenario } from "../../testkit/connectors/scenario";

describe("restart triggers", () => {
  const scenario = eachWithScenario();
  const path = () => `/connectors/${scenario().name("sink")}`;
  const restart = () => `POST ${path()}/restart?includeTasks=true&onlyFailed=false`;

  it("restart connector and tasks when one changes, so that references are resolved again", async () => {
    const s = scenario();
    const file = s.reference(s.file("first"));
    const program = (rotation: number) => () =>
      void s.sink({ restartTriggers: ["credential", { rotation }], config: { file } });
    await s.up(program(1));
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    await s.up(program(1));
    expect(s.proxy.calls, "no change").to.deep.equal([]);

    s.reference(s.file("second"));
    const run = await s.up(program(2));
    expect(s.proxy.writes).to.deep.equal([restart()]);
    expect(run.diffs.sink).to.deep.equal(["restartTriggers[1].rotation"]);
    await waitUntil(() => existsSync(s.file("second")), {
      what: "the sink's new file",
      deadlineMs: 10_000,
    });
    expect((await s.preview(program(2))).changes).to.deep.equal({ same: 2 });
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
  });

  it("that change together with the config cause no second restart", async () => {
    const s = scenario();
    await s.up(() => void s.sink({ restartTriggers: [1] }));
    await s.up(() => void s.sink({ restartTriggers: [2], config: { "errors.tolerance": "all" } }));
    expect(s.proxy.writes).to.deep.equal([`PUT ${path()}/config`]);
  });

  it("restart a stopped connector too, which would otherwise keep the old values of its references", async () => {
    const s = scenario();
    const config = { "batch.size": s.reference("7") };
    const program = (trigger: number, state: TargetState) => () =>
      void s.source({ restartTriggers: [trigger], state, config });
    const source = `/connectors/${s.name("source")}`;
    await s.up(program(1, "running"));
    s.reference("many");
    await s.rest.write("POST", `${source}/restart?includeTasks=true&onlyFailed=false`);
    await s.rest.untilTaskFailed(s.name("source"));
    await s.up(program(1, "stopped"));

    s.reference("7");
    const stopped = await s.up(program(2, "stopped"));
    expect(stopped.changes).to.deep.equal({ same: 1, update: 1 });
    expect(s.proxy.writes).to.deep.equal([
      `POST ${source}/restart?includeTasks=true&onlyFailed=false`,
    ]);
    expect((await s.rest.status(s.name("source")))?.connector.state).to.equal("STOPPED");
    await s.up(program(2, "running"));
    expect(s.proxy.writes).to.deep.equal([`PUT ${source}/resume`]);
  });

  it("restart a paused connector before it is resumed", async () => {
    const s = scenario();
    await s.up(() => void s.sink({ restartTriggers: [1], state: "paused" }));
    const run = await s.up(() => ({ state: s.sink({ restartTriggers: [2] }).state }));
    expect(s.proxy.writes).to.deep.equal([restart(), `PUT ${path()}/resume`]);
    expect(run.outputs.state).to.equal("running");
    await s.rest.until(s.name("sink"), "RUNNING");
  });

  it("that are secret appear nowhere, and still cause a restart", async () => {
    const s = scenario();
    const secret = "hunter2-of-a-trigger-";
    const program = (rotation: string) => () =>
      void s.sink({ restartTriggers: ["public", pulumi.secret(`${secret}${rotation}`)] });
    const runs = [await s.up(program("1")), await s.preview(program("2"))];
    expect(runs[1]?.diffs).to.deep.equal({ sink: ["restartTriggers"] });
    runs.push(await s.up(program("2")));
    expect(s.proxy.writes).to.deep.equal([restart()]);
    runs.push(await s.refresh());
    for (const run of runs) expect(run.text).to.not.contain(secret);
    expect(s.stack.rawState()).to.not.contain(secret);
  });
});
