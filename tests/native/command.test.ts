import "../../testkit/languages/use-plugin";
import { expect } from "chai";
import { changesIn } from "../../report/changes";
import { readPreview } from "../../report/preview";
import { Gate } from "../../testkit/connect/gate";
import { SOURCE } from "../../testkit/connectors/scenario";
import { eachWithYaml } from "../../testkit/languages/language-scenario";

describe("a stack of a YAML program", () => {
  const scenario = eachWithYaml();

  /** Uses the provider's cluster. */
  function program(members: readonly string[], batch: number): void {
    const s = scenario();
    const member = (of: string) => [s.name(of), { config: s.sourceConfig() }] as const;
    const properties = {
      defaults: { class: SOURCE },
      connectors: Object.fromEntries(members.map(member)),
    };
    s.project.write({
      resources: {
        source: s.source({ config: { "batch.size": batch } }),
        set: { type: "pulumi-kafka-connect:ConnectorSet", properties },
      },
    });
  }

  it("gives the command its connectors and the provider's password", async () => {
    const s = scenario();
    const gate = await Gate.start();
    try {
      const password = "hunter2-of-the-provider";
      const login = `Basic ${Buffer.from(`app:${password}`).toString("base64")}`;
      gate.admits = ({ authorization }) => authorization === login;
      const cluster = { url: gate.url, basicAuth: { username: "app", password } };
      await s.project.configure(cluster, "--secret");
      program(["a", "b"], 1);
      await s.up();
      const status = await s.project.cli("status");
      expect(status.code, status.text).to.equal(0);
      for (const of of ["source", "a", "b"]) {
        expect(status.stdout).to.match(new RegExp(`^${s.name(of)} .* running *$`, "m"));
      }
      const paused = await s.project.cli("pause", "source");
      expect(paused.code, paused.text).to.equal(0);
      const offsets = await s.project.cli("offsets", "get", "source");
      expect(offsets.code, offsets.text).to.equal(0);

      const other = s.name("other");
      await s.post(other, s.sourceConfig());
      const file = await s.project.cli("import-file");
      expect(file.stdout).to.contain(`"${other}"`).and.not.contain(s.name("source"));
      const again = await s.project.cli("import-file", s.name("a"));
      expect(again.code, again.text).to.equal(2);
      expect(again.text).to.contain(`already in the stack: "${s.name("a")}" (resource "set")`);
      const texts = [status, paused, offsets, file, again].map(({ text }) => text).join();
      expect(texts).to.not.contain(password);
    } finally {
      await gate.close();
    }
  });

  it("shows its connectors in the pull-request report", async () => {
    const s = scenario();
    program(["a", "b"], 1);
    await s.up();
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
