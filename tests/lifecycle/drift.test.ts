import { expect } from "chai";
import { eachWithScenario } from "../../testkit/connectors/scenario";

describe("drift", () => {
  const scenario = eachWithScenario();
  const path = (what: string) => `/connectors/${scenario().name(what)}`;

  async function edit(what: string, change: Record<string, string | undefined>): Promise<void> {
    const s = scenario();
    const config = { ...(await s.rest.config(s.name(what))), ...change };
    await s.rest.write("PUT", `${path(what)}/config`, config);
  }

  async function move(what: string, verb: string, state: "PAUSED" | "STOPPED"): Promise<void> {
    const s = scenario();
    await s.rest.write("PUT", `${path(what)}/${verb}`);
    await s.rest.until(s.name(what), state, state === "STOPPED" ? 0 : 1);
  }

  interface Drift {
    readonly others: (what: string) => Promise<void>;
    /** What the preview names. */
    readonly shown: string;
    readonly repair: "config" | "resume";
  }
  const size = 'config["batch.size"]';
  const drifts: Readonly<Record<string, Drift>> = {
    changed: {
      others: (what) => edit(what, { "batch.size": "7" }),
      shown: size,
      repair: "config",
    },
    added: {
      others: (what) => edit(what, { "x.added": "here" }),
      shown: 'config["x.added"]',
      repair: "config",
    },
    removed: {
      others: (what) => edit(what, { "batch.size": undefined }),
      shown: size,
      repair: "config",
    },
    tasks: {
      others: (what) => edit(what, { "tasks.max": "3" }),
      shown: "tasksMax",
      repair: "config",
    },
    paused: { others: (what) => move(what, "pause", "PAUSED"), shown: "state", repair: "resume" },
    stopped: { others: (what) => move(what, "stop", "STOPPED"), shown: "state", repair: "resume" },
  };

  /** Has a connector for each drift, one that others delete, and one that nobody touches. */
  const program = () => {
    const s = scenario();
    for (const what of [...Object.keys(drifts), "deleted", "untouched"]) {
      s.source({ name: s.name(what), config: { "batch.size": 100 } }, {}, what);
    }
  };

  it("of a key, of tasks.max, of the state, and of a deleted connector is seen by refresh and repaired by the next up", async () => {
    const s = scenario();
    await s.up(program);
    await Promise.all(Object.entries(drifts).map(([what, { others }]) => others(what)));
    await s.rest.write("DELETE", path("deleted"));
    const refreshed = await s.stack.refresh({ expectNoChanges: true });
    expect(refreshed.ok, "refresh must report a change").to.equal(false);
    await s.refresh();
    const kept = (await s.stack.state()).map(({ id }) => id);
    expect(kept).to.not.include(s.name("deleted"));

    const { changes, diffs } = await s.preview(program);
    const shown = Object.entries(drifts).map(([what, drift]) => [what, [drift.shown]] as const);
    expect(diffs).to.deep.equal({ ...Object.fromEntries(shown), deleted: [], untouched: [] });
    expect(changes).to.deep.equal({ create: 1, same: 2, update: shown.length });

    await s.up(program);
    const repairs = Object.entries(drifts).map(
      ([what, { repair }]) => `PUT ${path(what)}/${repair}`,
    );
    expect(s.proxy.writes).to.have.members(["POST /connectors", ...repairs]);
    for (const what of [...Object.keys(drifts), "deleted"]) {
      await s.rest.until(s.name(what), "RUNNING");
    }
    expect(await s.rest.config(s.name("added"))).to.not.have.property("x.added");
    expect((await s.preview(program)).changes).to.deep.equal({ same: shown.length + 3 });
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
  });

  it("of a connector deleted by others is repaired by an update even without a refresh", async () => {
    const s = scenario();
    const only = (change: object) => () => void s.source({ config: { ...change } });
    await s.up(only({}));
    await s.rest.write("DELETE", path("source"));
    const run = await s.up(only({ "batch.size": 9 }));
    expect(run.text).to.contain("was deleted outside of Pulumi and will be recreated");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "9" });
  });

  it("is neither the worker on which a task runs, nor a key that servers add", async () => {
    const s = scenario();
    const source = () => void s.source({ config: { "batch.size": 100 } });
    await s.up(source);
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
    expect((await s.preview(source)).changes).to.deep.equal({ same: 2 });
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
