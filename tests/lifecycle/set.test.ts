import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { ConnectorSetArgs } from "../../index";
import { Connector } from "../../testkit/connectors/adapter";
import { warnings } from "../../testkit/engine/engine";
import { eachWithScenario, SOURCE } from "../../testkit/connectors/scenario";
import { failingSink, sources } from "../../testkit/connectors/set-scenario";

describe("a set of connectors", () => {
  const scenario = eachWithScenario();

  it("is created with one POST each, updated connector by connector, and deleted as a whole", async () => {
    const s = scenario();
    const created = await s.up(() => {
      const set = sources(s, { a: {}, b: {}, c: { state: "paused" } });
      return { a: set.connector(s.name("a")), c: set.connector(s.name("c")) };
    });
    const running = { type: "source", state: "running", tasks: 1, failedTasks: [] };
    expect(created.outputs.a).to.deep.equal(running);
    expect(created.outputs.c).to.deep.include({ state: "paused" });
    expect(s.proxy.writes).to.deep.equal(Array<string>(3).fill("POST /connectors"));

    const same = () => void sources(s, { a: {}, b: {}, c: { state: "paused" } });
    expect((await s.preview(same)).changes).to.have.all.keys("same");
    expect((await s.up(same)).changes).to.have.all.keys("same");
    expect(s.proxy.calls).to.deep.equal([]);

    const changed = () =>
      void sources(s, { a: {}, b: { config: { "batch.size": 7 } }, c: { state: "paused" } });
    const preview = await s.preview(changed);
    expect(preview.diffs.set).to.deep.equal([`connectors["${s.name("b")}"].config["batch.size"]`]);
    const validated = s.proxy.calls.filter(({ path }) => path.endsWith("/validate"));
    expect(validated).to.have.length(1);
    await s.up(changed);
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("b")}/config`]);

    expect((await s.stack.destroy()).ok).to.equal(true);
    expect((await s.rest.names()).filter((name) => name.startsWith(s.prefix))).to.deep.equal([]);
    expect(await s.stack.state()).to.deep.equal([]);
  });

  it("deletes the connector that the program no longer has, and says so in the preview", async () => {
    const s = scenario();
    await s.up(() => void sources(s, { a: {}, b: {} }));
    const without = () => void sources(s, { a: {} });
    const preview = await s.preview(without);
    expect(preview.diffs.set).to.deep.equal([`connectors["${s.name("b")}"]`]);
    expect(warnings(preview).join()).to.contain(`the program no longer has "${s.name("b")}"`);
    await s.up(without);
    expect(s.proxy.writes).to.deep.equal([`DELETE /connectors/${s.name("b")}`]);
    expect(await s.rest.config(s.name("b"))).to.equal(undefined);
    expect((await s.preview(without)).changes).to.have.all.keys("same");
  });

  it("deletes a connector that the program declares as undefined, also as an Output", async () => {
    const s = scenario();
    const three = { a: {}, b: {}, c: {} };
    await s.up(() => void sources(s, three));
    await s.up(() => {
      const a = { config: { file: s.file("a"), topic: s.name("topic") } };
      const [b, c] = [undefined, pulumi.output(undefined)] as unknown as object[];
      const connectors = { [s.name("a")]: a, [s.name("b")]: b, [s.name("c")]: c };
      void sources(s, {}, { connectors: connectors as ConnectorSetArgs["connectors"] });
    });
    expect(await s.rest.status(s.name("a"))).to.not.equal(undefined);
    for (const name of ["b", "c"]) {
      expect(await s.rest.config(s.name(name))).to.equal(undefined);
    }
  });

  it("refuses to delete a connector with allowDelete: false, in the preview and in up", async () => {
    const s = scenario();
    await s.up(() => void sources(s, { a: {}, b: {} }, { allowDelete: false }));
    const without = () => void sources(s, { a: {} }, { allowDelete: false });
    for (const run of [await s.stack.preview(without), await s.stack.up(without)]) {
      expect(run.ok).to.equal(false);
      expect(run.text).to.contain("allowDelete: is false, and the program no longer has");
      expect(run.text).to.contain(s.name("b"));
    }
    expect(await s.rest.status(s.name("b"))).to.not.equal(undefined);
  });

  it("refuses a mistake in its defaults once, with its path there", async () => {
    const s = scenario();
    const defaults = { class: SOURCE, taskMax: 2, config: { "db.password": [] } };
    const run = await s.stack.preview(
      () => void sources(s, { a: {}, b: {} }, { defaults } as object),
    );
    expect(run.ok).to.equal(false);
    const lines = run.text.split("\n").filter((line) => /taskMax|db\.password/.test(line));
    expect(run.text).to.contain('defaults.taskMax: is not an argument: did you mean "tasksMax"?');
    expect(run.text).to.contain('defaults.config["db.password"]: must be a string');
    expect(lines.join()).to.not.contain("connectors[");
  });

  it("deploys the others if some fail, explains each failure, and the next up changes only the failed ones", async () => {
    const s = scenario();
    const members = { a: {}, bad: failingSink(s), refused: { config: { "batch.size": "many" } } };
    const broken = await s.stack.up(() => void sources(s, members));
    expect(broken.ok).to.equal(false);
    expect(broken.text).to.contain("NoSuchFileException: /nowhere/out");
    expect(broken.text).to.contain("Invalid value many for configuration batch.size");
    const set = (await s.stack.state()).find(({ type }) => /:ConnectorSet(Members)?$/.test(type));
    const kept = set?.outputs.connectors as Record<string, { unfinished?: true }>;
    expect(Object.keys(kept).sort()).to.deep.equal([s.name("a"), s.name("bad")]);
    expect(kept[s.name("bad")]?.unfinished).to.equal(true);

    await s.up(() => void sources(s, { a: {}, bad: {}, refused: {} }));
    expect(s.proxy.writes.sort()).to.deep.equal(
      ["POST /connectors", `PUT /connectors/${s.name("bad")}/config`].sort(),
    );
    await s.rest.until(s.name("refused"), "RUNNING");
  });

  it("shows a change by others as drift of only the connector that they changed, with one list call", async () => {
    const s = scenario();
    const program = () => void sources(s, { a: {}, b: {}, c: {}, d: {} });
    await s.up(program);
    await s.rest.write("PUT", `/connectors/${s.name("a")}/pause`);
    await s.rest.write("DELETE", `/connectors/${s.name("b")}`);
    const config = { ...(await s.rest.config(s.name("c"))), "batch.size": "9" };
    await s.rest.write("PUT", `/connectors/${s.name("c")}/config`, config);
    await s.rest.untilConnectorState(s.name("a"), "PAUSED");
    await s.refresh();
    const lists = s.proxy.calls.filter(({ path }) => path.startsWith("/connectors?"));
    expect(lists).to.have.length(1);
    const preview = await s.preview(program);
    expect([...(preview.diffs.set ?? [])].sort()).to.deep.equal([
      `connectors["${s.name("a")}"].state`,
      `connectors["${s.name("b")}"]`,
      `connectors["${s.name("c")}"].config["batch.size"]`,
    ]);
    await s.up(program);
    expect(s.proxy.writes.sort()).to.deep.equal(
      [
        "POST /connectors",
        `PUT /connectors/${s.name("a")}/resume`,
        `PUT /connectors/${s.name("c")}/config`,
      ].sort(),
    );
  });

  it("takes over connectors from Connector resources and returns them, without a write", async () => {
    const s = scenario();
    const config = { file: s.file("a"), topic: s.name("topic") };
    const alone = (adopt: boolean) =>
      void new Connector("alone", {
        cluster: s.cluster,
        name: s.name("a"),
        class: SOURCE,
        config,
        adopt,
      });
    await s.up(() => alone(false));
    s.proxy.made.length = 0;
    await s.up(() => void sources(s, { a: { adopt: true } }));
    expect(s.proxy.made).to.deep.equal([]);
    await s.up(() => {
      sources(s, {});
      alone(true);
    });
    expect(s.proxy.made).to.deep.equal([]);
    await s.up(() => void sources(s, { a: { adopt: true } }));
    await s.up(() => alone(true));
    expect(s.proxy.made).to.deep.equal([]);
    expect(await s.rest.status(s.name("a"))).to.not.equal(undefined);
  });
});
