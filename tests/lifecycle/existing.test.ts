import { expect } from "chai";
import { Connector } from "../../testkit/connectors/adapter";
import { eachWithScenario, SOURCE } from "../../testkit/connectors/scenario";

describe("a connector that already exists", () => {
  const scenario = eachWithScenario();
  const path = () => `/connectors/${scenario().name("source")}`;

  async function madeByHand(change: Record<string, string> = {}): Promise<void> {
    const s = scenario();
    await s.rest.write("POST", "/connectors", {
      name: s.name("source"),
      config: {
        "connector.class": SOURCE,
        "tasks.max": "1",
        file: s.file("in"),
        topic: s.name("topic"),
        ...change,
      },
    });
    await s.rest.until(s.name("source"), "RUNNING");
  }

  it("is refused and not changed, and the error says what to do", async () => {
    const s = scenario();
    await madeByHand({ "x.owner": "somebody" });
    const run = await s.stack.up(() => void s.source());
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("already exists on");
    expect(run.text).to.contain("Adopt it with adopt: true");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    expect(await s.rest.config(s.name("source"))).to.include({ "x.owner": "somebody" });
    expect(await s.stack.state()).to.deep.equal([]);
  });

  it("is adopted without a write when it equals the program", async () => {
    const s = scenario();
    await madeByHand();
    const run = await s.up(() => ({ state: s.source({ adopt: true }).state }));
    expect(run.outputs.state).to.equal("running");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]); // Connect's refusal shows that it exists.
    expect(await s.stack.state()).to.have.length(1);
    expect((await s.preview(() => void s.source({ adopt: true }))).changes).to.deep.equal({
      same: 2,
    });
  });

  it("is adopted with one PUT when its config differs", async () => {
    const s = scenario();
    await madeByHand({ "batch.size": "5" });
    await s.up(() => void s.source({ adopt: true }));
    expect(s.proxy.writes).to.deep.equal(["POST /connectors", `PUT ${path()}/config`]);
    expect(await s.rest.config(s.name("source"))).to.not.have.property("batch.size");
  });

  it("is adopted into the declared state when only that differs", async () => {
    const s = scenario();
    await madeByHand();
    const run = await s.up(() => ({ state: s.source({ adopt: true, state: "paused" }).state }));
    expect(run.outputs.state).to.equal("paused");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors", `PUT ${path()}/pause`]);
  });
});

describe("renaming a resource that has adopt", () => {
  const scenario = eachWithScenario();
  const named = (resource: string) => () => {
    const s = scenario();
    const config = { file: s.file("in"), topic: s.name("topic") };
    const args = { cluster: s.cluster, name: s.name("source"), adopt: true, class: SOURCE, config };
    new Connector(resource, args);
  };

  it("adopts the connector and leaves it on the cluster, and the preview says so", async () => {
    const s = scenario();
    await s.up(named("old"));
    const preview = await s.preview(named("new"));
    expect(preview.changes).to.deep.equal({ create: 1, delete: 1, same: 1 });
    expect(preview.text).to.contain(
      "stays on the cluster even if this run deletes another resource",
    );
    const run = await s.up(named("new"));
    expect(run.text).to.contain("another resource of this program manages it");
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);
    await s.rest.until(s.name("source"), "RUNNING");
    expect((await s.stack.state()).map(({ urn }) => urn.split("::").at(-1))).to.deep.equal(["new"]);
  });

  it("leaves it on the cluster when the delete comes in a later run", async () => {
    const s = scenario();
    await s.up(named("old"));
    const failing = () => {
      named("new")();
      s.sink({ class: "no.such.Class", validate: false });
    };
    expect((await s.stack.up(failing)).ok).to.equal(false);
    expect(await s.stack.state()).to.have.length(2);
    await s.up(named("new"));
    expect(s.proxy.writes).to.deep.equal([]);
    await s.rest.until(s.name("source"), "RUNNING");
  });
});

describe("renaming a connector", () => {
  const scenario = eachWithScenario();

  it("replaces it: the old one is deleted, then the new one is created", async () => {
    const s = scenario();
    await s.up(() => void s.source());
    const renamed = () => void s.source({ name: s.name("renamed") });
    const preview = await s.preview(renamed);
    expect(preview.changes).to.deep.equal({ replace: 1, same: 1 });
    expect(preview.diffs.source).to.include("name");
    await s.up(renamed);
    expect(s.proxy.writes).to.deep.equal([
      `DELETE /connectors/${s.name("source")}`,
      "POST /connectors",
    ]);
    const ours = (await s.rest.names()).filter((name) => name.startsWith(s.prefix));
    expect(ours).to.deep.equal([s.name("renamed")]);
  });

  it("deletes its connectors with the stack, and no others", async () => {
    const s = scenario();
    await s.up(() => void [s.source(), s.sink()]);
    await s.rest.write("POST", "/connectors", {
      name: s.name("others"),
      config: { "connector.class": SOURCE, file: s.file("x"), topic: s.name("topic") },
    });
    const run = await s.stack.destroy();
    expect(run.ok).to.equal(true);
    const left = (await s.rest.names()).filter((name) => name.startsWith(s.prefix));
    expect(left).to.deep.equal([s.name("others")]);
  });
});
