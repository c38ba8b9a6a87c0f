import { expect } from "chai";
import { eachWithScenario } from "../../testkit/connectors/scenario";

describe("drift", () => {
  const scenario = eachWithScenario();

  /** Refresh must report it, the preview must name it, `up` must undo it, and then nothing changes any more. */
  async function isSeenAndRepaired(drifted: string[], writes: string[]): Promise<void> {
    const s = scenario();
    const program = () => void s.source({ config: { "batch.size": 100 } });
    const refreshed = await s.stack.refresh({ expectNoChanges: true });
    expect(refreshed.ok, "refresh must report a change").to.equal(false);
    await s.refresh();
    expect((await s.preview(program)).diffs).to.deep.equal({ source: drifted });
    await s.up(program);
    expect(s.proxy.writes).to.deep.equal(writes);
    await s.rest.until(s.name("source"), "RUNNING");
    expect((await s.preview(program)).changes).to.deep.equal({ same: 2 });
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
  }

  beforeEach(async () => {
    const s = scenario();
    await s.up(() => void s.source({ config: { "batch.size": 100 } }));
  });

  const path = () => `/connectors/${scenario().name("source")}`;

  async function editOutside(change: Record<string, string | undefined>): Promise<void> {
    const s = scenario();
    const config = { ...(await s.rest.config(s.name("source"))), ...change };
    await s.rest.write("PUT", `${path()}/config`, config);
  }

  it("of a changed key is seen by refresh and repaired by the next up", async () => {
    await editOutside({ "batch.size": "7" });
    await isSeenAndRepaired(['config["batch.size"]'], [`PUT ${path()}/config`]);
  });

  it("of a key added by others is seen by refresh and repaired by the next up", async () => {
    await editOutside({ "x.added": "here" });
    await isSeenAndRepaired(['config["x.added"]'], [`PUT ${path()}/config`]);
    expect(await scenario().rest.config(scenario().name("source"))).to.not.have.property("x.added");
  });

  it("of a removed key is seen by refresh and repaired by the next up", async () => {
    await editOutside({ "batch.size": undefined });
    await isSeenAndRepaired(['config["batch.size"]'], [`PUT ${path()}/config`]);
  });

  it("of tasks.max is seen by refresh and repaired by the next up", async () => {
    await editOutside({ "tasks.max": "3" });
    await isSeenAndRepaired(["tasksMax"], [`PUT ${path()}/config`]);
  });

  it("of a connector paused by others is seen by refresh and repaired by the next up", async () => {
    await scenario().rest.write("PUT", `${path()}/pause`);
    await scenario().rest.until(scenario().name("source"), "PAUSED");
    await isSeenAndRepaired(["state"], [`PUT ${path()}/resume`]);
  });

  it("of a connector stopped by others is seen by refresh and repaired by the next up", async () => {
    await scenario().rest.write("PUT", `${path()}/stop`);
    await scenario().rest.until(scenario().name("source"), "STOPPED", 0);
    await isSeenAndRepaired(["state"], [`PUT ${path()}/resume`]);
  });

  it("of a connector deleted by others is seen by refresh and repaired by the next up", async () => {
    const s = scenario();
    const program = () => void s.source({ config: { "batch.size": 100 } });
    await s.rest.write("DELETE", path());
    await s.refresh();
    expect(await s.stack.state()).to.deep.equal([]);
    await s.up(program);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    await s.rest.until(s.name("source"), "RUNNING");
  });

  it("of a connector deleted by others is repaired by an update even without a refresh", async () => {
    const s = scenario();
    await s.rest.write("DELETE", path());
    const run = await s.up(() => void s.source({ config: { "batch.size": 9 } }));
    expect(run.text).to.contain("was deleted outside of Pulumi and will be recreated");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "9" });
  });

  it("is neither the worker on which a task runs, nor a key that servers add", async () => {
    const s = scenario();
    s.proxy.rule = ({ path: called }) =>
      called.startsWith("/connectors?expand")
        ? {
            change: (body) =>
              body
                .replaceAll(/"worker_id":"[^"]*"/g, '"worker_id":"elsewhere:1"')
                .replaceAll('"config":{', '"config":{"__internal.config.version":"3",'),
          }
        : undefined;
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    expect((await s.stack.state())[0]?.outputs.workerId).to.equal("elsewhere:1");
    const program = () => void s.source({ config: { "batch.size": 100 } });
    expect((await s.preview(program)).changes).to.deep.equal({ same: 2 });
  });
});

describe("drift into failure", () => {
  const scenario = eachWithScenario();

  it("of a task that failed is seen by refresh and repaired by the next up", async () => {
    const s = scenario();
    const program = () => void s.sink();
    await s.up(program);
    const name = s.name("sink");
    const good = await s.rest.config(name);
    await s.rest.write("PUT", `/connectors/${name}/config`, { ...good, file: "/nowhere/out" });
    await s.rest.untilTaskFailed(name);
    // Its cause is gone: the config is as declared again, but nobody restarts the task.
    s.proxy.rule = ({ path, method }) =>
      method === "GET" && path === "/connectors?expand=info&expand=status"
        ? { change: (body) => body.replaceAll("/nowhere/out", s.file("out")) }
        : undefined;
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(false);
    await s.refresh();
    s.proxy.reset();
    const preview = await s.preview(program);
    expect(preview.diffs).to.deep.equal({ sink: ["state"] });
    expect(preview.text).to.contain('"failed" => "running"');
    await s.rest.write("PUT", `/connectors/${name}/config`, good);
    const run = await s.up(program);
    expect(run.changes).to.deep.equal({ same: 1, update: 1 });
    await s.rest.until(name, "RUNNING");
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
  });
});
