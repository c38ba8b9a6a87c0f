import "../../testkit/languages/use-plugin";
import { expect } from "chai";
import { changesIn } from "../../report/changes";
import { readPreview } from "../../report/preview";
import { eachWithYaml } from "../../testkit/languages/language-scenario";
import { SOURCE } from "../../testkit/connectors/scenario";

describe("a stack of a YAML program", () => {
  const scenario = eachWithYaml();

  function program(members: readonly string[], batch: number): void {
    const s = scenario();
    const cluster = { url: s.proxy.url };
    const member = (of: string) => [s.name(of), { config: s.sourceConfig() }] as const;
    const properties = {
      cluster,
      defaults: { class: SOURCE },
      connectors: Object.fromEntries(members.map(member)),
    };
    s.project.write({
      resources: {
        source: s.source({ cluster, config: { "batch.size": batch } }),
        set: { type: "pulumi-kafka-connect:ConnectorSet", properties },
      },
    });
  }

  it("shows its connectors in the pull-request report, and in status --stack", async () => {
    const s = scenario();
    program(["a", "b"], 1);
    await s.up();
    const status = await s.project.cli("status");
    expect(status.code, status.text).to.equal(0);
    for (const of of ["source", "a", "b"]) {
      expect(status.stdout).to.match(new RegExp(`^${s.name(of)} .* running *$`, "m"));
    }

    program(["a", "c"], 2);
    const preview = await s.project.preview("--json");
    const { changes, others, finished } = changesIn(readPreview(preview.stdout));
    expect(changes.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal([
      `delete ${s.name("b")}`,
      `update ${s.name("source")}`,
      `create ${s.name("c")}`,
    ]);
    const source = changes.find(({ name }) => name === s.name("source"));
    expect(source?.keys).to.deep.equal([
      {
        key: 'config["batch.size"]',
        before: { text: "1" },
        after: { text: "2" },
        cost: "restart",
      },
    ]);
    expect([others, finished]).to.deep.equal([{}, true]);
  });
});
