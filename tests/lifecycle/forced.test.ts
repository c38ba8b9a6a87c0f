import { expect } from "chai";
import { type Arguments, eachWithScenario } from "../../testkit/connectors/scenario";

describe("a replacement that replaceOnChanges forces", () => {
  const scenario = eachWithScenario();
  const before: Arguments = { config: { "batch.size": 1 } };
  const after: Arguments = { config: { "batch.size": 2 }, tasksMax: 2 };
  const ignoring = { replaceOnChanges: ["tasksMax"], ignoreChanges: ['config["batch.size"]'] };
  const cases: Readonly<Record<string, readonly [adopt: boolean, options: object]>> = {
    key: [true, ignoring],
    argument: [true, { replaceOnChanges: ["config"], ignoreChanges: ["tasksMax"] }],
    "without-adopt": [false, ignoring],
  };

  it("deletes the connector and creates it when a key or an argument is ignored, with and without adopt", async () => {
    const s = scenario();
    const program = (change: Arguments) => () => {
      for (const [name, [adopt, options]] of Object.entries(cases)) {
        s.source({ adopt, name: s.name(name), ...change }, options, name);
      }
    };
    await s.up(program(before));
    const preview = await s.preview(program(after));
    expect(preview.changes).to.deep.equal({ replace: 3, same: 1 });
    expect(preview.text).to.not.contain("two resources").and.not.contain("already exists");
    const run = await s.up(program(after));
    expect(run.text).to.not.contain("another resource").and.not.contain("two resources");
    for (const name of Object.keys(cases).map((each) => s.name(each))) {
      const ofName = s.proxy.calls.filter(({ method, path, body }) =>
        method === "DELETE"
          ? path === `/connectors/${name}`
          : method === "POST" && path === "/connectors" && body.includes(`"${name}"`),
      );
      expect(ofName.map(({ method }) => method)).to.deep.equal(["DELETE", "POST"]);
      await s.rest.until(name, "RUNNING");
    }
    expect(s.proxy.writes).to.have.length(6);
  });

  it("adopts the connector and does not delete it when the program says to create first", async () => {
    const s = scenario();
    const options = { ...ignoring, deleteBeforeReplace: false };
    await s.up(() => void s.source({ adopt: true, ...before }, options));
    await s.up(() => void s.source({ adopt: true, ...after }, options));
    expect(s.proxy.writes).to.not.include(`DELETE /connectors/${s.name("source")}`);
    await s.rest.until(s.name("source"), "RUNNING");
    expect(await s.stack.state()).to.have.length(1);
  });
});
