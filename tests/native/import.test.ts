import "../../testkit/languages/use-plugin";
import * as path from "node:path";
import { expect } from "chai";
import { NOT_IMPORTED } from "../../provider/connector/imported";
import { cli } from "../../testkit/command/cli";
import { SOURCE } from "../../testkit/connectors/scenario";
import { examplesFolder } from "../../testkit/docs/example-folder";
import { eachWithLanguage, eachWithYaml } from "../../testkit/languages/language-scenario";
import { pluginSettings } from "../../testkit/languages/plugin";
import { go, python, typescript } from "../../testkit/languages/languages";
import { isProof } from "../../testkit/proof";

describe("importing a connector with the plugin", () => {
  const scenario = eachWithYaml();
  const unchanged = /Resources:\n\s+\d unchanged/;
  const PASSWORD = "hunter2-of-an-import";

  it("generates a program without secrets, which then changes and writes nothing", async () => {
    const s = scenario();
    const name = s.name("orders");
    await s.post(name, { ...s.sourceConfig(), "tasks.max": "2", "db.password": PASSWORD });
    const imported = await s.project.run(
      ...["import", "pulumi-kafka-connect:index:Connector", "orders", name],
      ...["--yes", "--skip-preview", "--out", s.project.file("imported.yaml"), "--stack", "dev"],
    );
    expect(imported.code, imported.text).to.equal(0);
    expect(s.proxy.writes).to.deep.equal([]);
    const text = s.project.read("imported.yaml");
    expect(text).to.contain(NOT_IMPORTED).and.not.contain(PASSWORD);
    expect(text).to.contain(`class: ${SOURCE}`);
    expect(s.project.rawState()).to.not.contain(PASSWORD);

    s.project.writeYaml(text);
    expect(await s.preview()).to.match(unchanged);
    expect(await s.up()).to.match(unchanged);
    expect(s.proxy.writes).to.deep.equal([]);
    expect((await s.project.refresh()).text).to.match(unchanged);

    s.project.writeYaml(text.replace("tasksMax: 2", "tasksMax: 3"));
    const refused = await s.project.preview();
    expect(refused.code).to.not.equal(0);
    expect(refused.text).to.contain('config["db.password"]: is a mask');

    s.project.writeYaml(text.replaceAll(NOT_IMPORTED, PASSWORD));
    expect(await s.preview()).to.match(unchanged);
    expect(await s.up()).to.match(unchanged);
    expect(s.proxy.writes).to.deep.equal([]);
    expect(await s.rest.config(name)).to.include({ "db.password": PASSWORD, "tasks.max": "2" });
  });

  it("imports 20 connectors in one run from the command's file, and then writes nothing", async () => {
    const s = scenario();
    const names = Array.from({ length: 20 }, (_, i) => s.name(`orders-${i}`));
    await Promise.all(
      names.map((name, i) =>
        s.post(name, { ...s.sourceConfig(), "batch.size": String(i), "db.password": PASSWORD }),
      ),
    );
    const file = s.project.file("connectors.json");
    const wrote = await cli(["import-file", ...names, "--url", s.proxy.url, "--output", file]);
    expect(wrote.code, wrote.text).to.equal(0);
    const out = s.project.file("imported.yaml");
    await s.project.must("import", "--file", file, "--yes", "--skip-preview", "--out", out);
    s.project.writeYaml(s.project.read("imported.yaml"));
    s.proxy.calls.length = 0;
    expect(await s.up()).to.match(/Resources:\n\s+21 unchanged/);
    expect(s.proxy.writes).to.deep.equal([]);
    expect(await s.project.state()).to.have.length(20);
    const missing = await cli(["import-file", s.name("missing"), "--url", s.proxy.url]);
    expect(missing.code).to.equal(4);
  });

  it("says that there is no such connector", async () => {
    const s = scenario();
    const name = s.name("missing");
    const type = "pulumi-kafka-connect:index:Connector";
    const { code, text } = await s.project.run(
      ...["import", type, "orders", name, "--yes", "--skip-preview", "--stack", "dev"],
    );
    expect(code).to.not.equal(0);
    expect(text).to.contain(`resource '${name}' does not exist`);
  });
});

for (const language of isProof ? [python, go, typescript] : [typescript]) {
  describe(`importing connectors into a ${language.name} program`, () => {
    const scenario = eachWithLanguage(language);

    it("generates a program without secrets, which then changes and writes nothing", async () => {
      const s = scenario();
      const password = "hunter2-of-an-import";
      const odd = "a \"quoted\" 'value' `of` \\d+ with ${file:/etc/x:y}, %{z} and ü";
      const names = Array.from({ length: 20 }, (_, i) => s.name(`orders-${i}.a`));
      await Promise.all(
        names.map((name, i) =>
          s.post(name, s.sourceConfig({ "batch.size": `${i}`, "db.password": password, odd })),
        ),
      );
      const file = s.project.file("connectors.json");
      await cli(["import-file", ...names, "--url", s.proxy.url, "--output", file]);
      await s.project.import("--file", file, "--out", s.project.file("imported.txt"));
      const text = s.project.read("imported.txt");
      expect(text).to.contain(NOT_IMPORTED).and.not.contain(password);

      const [example, main] = language.example;
      await s.project.copyExample(path.join(examplesFolder, example), (before, name) =>
        name === main ? forSubpath(text) : withPlugin(before, name),
      );
      expect(await s.preview()).to.match(/Resources:\n\s+21 unchanged/);
      expect(await s.up()).to.match(/Resources:\n\s+21 unchanged/);
      expect(s.proxy.writes).to.deep.equal([]);
      expect(await s.project.state()).to.have.length(20);
    });
  });
}

/** The example in TypeScript needs no plugin. */
function withPlugin(text: string, file: string): string {
  const needed = file === "Pulumi.yaml" && !text.includes("plugins:");
  return needed ? `${text}plugins: ${JSON.stringify(pluginSettings)}\n` : text;
}

/** What docs/languages.md asks of a TypeScript program that uses the subpath `/native`. */
function forSubpath(text: string): string {
  return text
    .replace("pulumi-kafka-connect-native", "pulumi-kafka-connect/native")
    .replace(/\w+\.TargetState\.Running/g, '"running"');
}
