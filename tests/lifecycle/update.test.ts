import { expect } from "chai";
import { Connector } from "../../testkit/connectors/adapter";
import { eachWithScenario, SOURCE } from "../../testkit/connectors/scenario";

describe("updating a connector", () => {
  const scenario = eachWithScenario();

  it("names the one key that changes in the preview and writes it with exactly one PUT", async () => {
    const s = scenario();
    await s.up(() => void s.source({ config: { "batch.size": 100 } }));
    const change = () => void s.source({ config: { "batch.size": 200 } });
    const preview = await s.preview(change);
    expect(preview.diffs).to.deep.equal({ source: ['config["batch.size"]'] });
    expect(s.proxy.writes).to.deep.equal([]);
    await s.up(change);
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("source")}/config`]);
    expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "200" });
    expect((await s.preview(change)).changes).to.deep.equal({ same: 2 });
  });

  it('sees no change between `4` and `"4"`, or between a default and no value', async () => {
    const s = scenario();
    await s.up(() => void s.source({ config: { "batch.size": 4, flag: true } }));
    const same = () =>
      void s.source({
        config: { "batch.size": "4", flag: "true" },
        tasksMax: 1,
        state: "running",
        restartPolicy: { type: "OnFailure" },
        adopt: false,
        ignoreKeys: [],
        cluster: { url: `${s.proxy.url}/` },
      });
    const run = await s.up(same);
    expect(run.changes).to.deep.equal({ same: 2 });
    expect(s.proxy.calls).to.deep.equal([]);
  });

  it("pauses, stops and resumes without writing the config", async () => {
    const s = scenario();
    await s.up(() => void s.sink());
    const path = `/connectors/${s.name("sink")}`;
    for (const [state, call, wire] of [
      ["paused", "pause", "PAUSED"],
      ["stopped", "stop", "STOPPED"],
      ["running", "resume", "RUNNING"],
      ["stopped", "stop", "STOPPED"],
      ["paused", "pause", "PAUSED"],
      ["running", "resume", "RUNNING"],
    ] as const) {
      const run = await s.up(() => ({ state: s.sink({ state }).state }));
      expect(s.proxy.writes, state).to.deep.equal([`PUT ${path}/${call}`]);
      expect(run.outputs.state).to.equal(state);
      expect((await s.rest.status(s.name("sink")))?.connector.state).to.equal(wire);
    }
  });

  it("stops the connector before it writes a config that comes with state: stopped", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    await s.up(() => void s.source({ state: "stopped", config: { "batch.size": 7 } }));
    const path = `/connectors/${s.name("source")}`;
    expect(s.proxy.writes).to.deep.equal([`PUT ${path}/stop`, `PUT ${path}/config`]);
    expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "7" });
  });

  it("writes the config before it resumes the connector", async () => {
    const s = scenario();
    await s.up(() => void s.source({ state: "paused" }));
    const run = await s.up(() => ({
      state: s.source({ state: "running", config: { "batch.size": 8 } }).state,
    }));
    const path = `/connectors/${s.name("source")}`;
    expect(s.proxy.writes).to.deep.equal([`PUT ${path}/config`, `PUT ${path}/resume`]);
    expect(run.outputs.state).to.equal("running");
  });

  it("keeps a connector running when the config that comes with another state is refused", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const refused = await s.stack.up(
      () => void s.source({ state: "paused", config: { "batch.size": "many" } }),
    );
    expect(refused.ok).to.equal(false);
    expect(refused.text).to.contain("Invalid value many for configuration batch.size");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]); // That of the first run.
    await s.rest.until(s.name("source"), "RUNNING");
    expect((await s.stack.state())[0]?.inputs.state).to.equal("running");
  });

  it("changes arguments that Connect does not know without a write", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const run = await s.up(
      () =>
        void s.source(
          { restartPolicy: { type: "Never" }, validate: false, adopt: true },
          { customTimeouts: { update: "3m" } },
        ),
    );
    expect(run.changes).to.deep.equal({ same: 1, update: 1 });
    expect(s.proxy.writes).to.deep.equal([]);
  });

  it("follows the cluster to another address without touching the connector when the cluster has an id", async () => {
    const s = scenario();
    const at = (url: string) => () => void s.source({ cluster: { id: "prod", url } });
    await s.up(at(s.proxy.url));
    const other = s.proxy.url.replace("127.0.0.1", "localhost");
    const run = await s.up(at(other));
    expect(run.diffs).to.deep.equal({ source: ["cluster.url"] });
    expect(run.changes).to.deep.equal({ same: 1, update: 1 });
    expect(s.proxy.writes).to.deep.equal([]);
  });

  it("follows the cluster to another address without an id when it is the same cluster", async () => {
    const s = scenario();
    const at = (url: string) => () =>
      void s.source({ cluster: { url }, onDelete: { resetOffsets: true } });
    await s.up(at(s.proxy.url));
    const run = await s.up(at(s.proxy.url.replace("127.0.0.1", "localhost")));
    expect(run.changes).to.deep.equal({ same: 1, update: 1 });
    expect(run.text).to.contain("are the same Kafka Connect cluster");
    expect(s.proxy.writes).to.deep.equal([]);
  });

  it("deletes nothing when the cluster's new address does not answer", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const dead = () =>
      void s.source(
        { cluster: { url: "http://127.0.0.1:1" } },
        { customTimeouts: { create: "2s" } },
      );
    expect((await s.preview(dead)).changes).to.deep.equal({ replace: 1, same: 1 });
    expect((await s.stack.up(dead)).ok).to.equal(false);
    expect(s.proxy.writes).to.deep.equal([]);
    await s.rest.until(s.name("source"), "RUNNING");
    expect((await s.preview(() => void s.source())).changes).to.deep.equal({ same: 2 });
  });

  it("deletes nothing with deleteBeforeReplace when the cluster's new address does not answer", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const run = await s.stack.up(
      () =>
        void s.source(
          { cluster: { url: "http://127.0.0.1:1" } },
          { deleteBeforeReplace: true, customTimeouts: { create: "2s", delete: "2s" } },
        ),
    );
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("Nothing was deleted");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    await s.rest.until(s.name("source"), "RUNNING");
    expect((await s.preview(() => void s.source())).changes).to.deep.equal({ same: 2 });
  });

  it("shows in the preview that an unknown cluster may be another one", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const preview = await s.preview(() => {
      const url = new Connector("other", {
        cluster: s.cluster,
        name: s.name("other"),
        class: SOURCE,
        config: { file: s.file("in"), topic: s.name("topic") },
      }).workerId.apply(() => s.proxy.url);
      s.source({ cluster: { url } });
    });
    expect(preview.changes).to.deep.equal({ create: 1, replace: 1, same: 1 });
  });

  it("names the update when a changed class is not installed", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const run = await s.stack.up(() => void s.source({ class: "no.such.Class", validate: false }));
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain(`update connector \\"${s.name("source")}\\" on`);
    expect(run.text).to.not.contain("create connector");
  });

  it("does not touch an ignored key whose value the server hides", async () => {
    const s = scenario();
    const program = (size: number) => () =>
      void s.source({ ignoreKeys: ["x.*"], config: { "batch.size": size } });
    await s.up(program(1));
    const name = s.name("source");
    const config = { ...(await s.rest.config(name)), "x.password": "theirs" };
    await s.rest.write("PUT", `/connectors/${name}/config`, config);
    s.proxy.rule = () => ({ change: (body) => body.replaceAll('"theirs"', '"********"') });
    await s.stack.up(program(2));
    const patch = `PATCH /connectors/${name}/config`;
    expect(s.proxy.writes).to.deep.equal(["POST /connectors", patch]);
    expect(await s.rest.config(name)).to.include({ "x.password": "theirs", "batch.size": "2" });
  });

  it("does not touch ignored keys that others have set", async () => {
    const s = scenario();
    const program = (size: number) => () =>
      void s.source({ ignoreKeys: ["x.*"], config: { "batch.size": size } });
    await s.up(program(1));
    const name = s.name("source");
    const config = { ...(await s.rest.config(name)), "x.owner": "somebody" };
    await s.rest.write("PUT", `/connectors/${name}/config`, config);
    await s.refresh();
    expect((await s.preview(program(1))).changes).to.deep.equal({ same: 2 });
    await s.up(program(2));
    expect(await s.rest.config(name)).to.include({ "x.owner": "somebody", "batch.size": "2" });
  });

  it("keeps the ignored keys of others when the connector is replaced, and refuses to replace it if one is hidden", async () => {
    const s = scenario();
    const program = (name: string) => () =>
      void s.source({ name: s.name(name), ignoreKeys: ["x.*"] });
    await s.up(program("old"));
    const path = `/connectors/${s.name("old")}/config`;
    const others = { "x.owner": "somebody", "x.password": "theirs" };
    await s.rest.write("PUT", path, { ...(await s.rest.config(s.name("old"))), ...others });
    s.proxy.rule = () => ({ change: (body) => body.replaceAll('"theirs"', '"********"') });
    const refused = await s.stack.up(program("new"));
    expect(refused.ok).to.equal(false);
    expect(refused.text).to.contain("x.password");
    s.proxy.rule = () => ({});
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    await s.up(program("new"));
    expect(await s.rest.names()).to.not.include(s.name("old"));
    expect(await s.rest.config(s.name("new"))).to.include(others);
  });
});
