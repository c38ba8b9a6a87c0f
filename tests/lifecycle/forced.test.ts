import { expect } from "chai";
import { type Arguments, eachWithScenario } from "../../testkit/connectors/scenario";

describe("a replacement that replaceOnChanges forces", () => {
  const scenario = eachWithScenario();
  const before: Arguments = { config: { "batch.size": 1 } };
  const after: Arguments = { config: { "batch.size": 2 }, tasksMax: 2 };
  const ignoring = { replaceOnChanges: ["tasksMax"], ignoreChanges: ['config["batch.size"]'] };
  const cases: [what: string, adopt: boolean, options: object][] = [
    ["one key is ignored", true, ignoring],
    ["an argument is ignored", true, { replaceOnChanges: ["config"], ignoreChanges: ["tasksMax"] }],
    ["one key is ignored, without adopt", false, ignoring],
  ];

  for (const [what, adopt, options] of cases) {
    it(`deletes the connector and creates it when ${what}`, async () => {
      const s = scenario();
      await s.up(() => void s.source({ adopt, ...before }, options));
      const program = () => void s.source({ adopt, ...after }, options);
      const preview = await s.preview(program);
      expect(preview.changes).to.deep.equal({ replace: 1, same: 1 });
      expect(preview.text).to.not.contain("two resources").and.not.contain("already exists");
      const run = await s.up(program);
      expect(run.text).to.not.contain("another resource").and.not.contain("two resources");
      expect(s.proxy.writes).to.deep.equal([
        `DELETE /connectors/${s.name("source")}`,
        "POST /connectors",
      ]);
      await s.rest.until(s.name("source"), "RUNNING");
    });
  }

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
