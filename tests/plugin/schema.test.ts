import { expect } from "chai";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as manifest from "../../package.json";
import schema from "../../plugin/schema.json";
import { canonicalise } from "../../provider/connector/inputs";
import { pluginSchema } from "../../testkit/languages/plugin-schema";
import { SchemaBuilder } from "../../testkit/languages/schema-builder";

describe("the plugin's schema", () => {
  it("has each argument, output and type of the TypeScript package, with its type and words", () => {
    expect(schema, "run `npm run schema`").to.deep.equal(pluginSchema(manifest));
  }).timeout(60_000);

  it("says where the engine finds the plugin, once the package has a repository", () => {
    const of = (url: string) => pluginSchema({ version: "1.2.3", repository: { url } });
    expect(of("git+https://github.com/example/repo.git").pluginDownloadURL).to.equal(
      "github://api.github.com/example/repo",
    );
    expect(of("https://git.example.com/repo.git")).to.not.have.property("pluginDownloadURL");
  }).timeout(60_000);

  it("has the arguments that the provider accepts", () => {
    const { inputProperties } = schema.resources["pulumi-kafka-connect:index:Connector"];
    for (const name of Object.keys(inputProperties)) {
      const { failures } = canonicalise({ [name]: 1 });
      expect(failures.map(({ reason }) => reason).join(), name).to.not.contain(
        "is not an argument",
      );
    }
  });

  it("describes everything in it", () => {
    const undescribed: string[] = [];
    const visit = (value: unknown, at: string): void => {
      if (typeof value !== "object" || value === null) return;
      const { properties } = value as { properties?: Record<string, { description?: string }> };
      for (const [name, property] of Object.entries(properties ?? {})) {
        if (property.description === undefined) undescribed.push(`${at}.${name}`);
      }
      for (const [key, one] of Object.entries(value)) visit(one, `${at}.${key}`);
    };
    visit(schema, "schema");
    expect(undescribed).to.deep.equal([]);
  });

  it("refuses a type that it cannot represent", () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "kafka-connect-schema-")), "args.ts");
    writeFileSync(
      file,
      "export interface Args { when: Date; }\nexport interface Other { at: () => void }",
    );
    const builder = new SchemaBuilder([file]);
    expect(() => builder.object("Args")).to.throw("when: the schema has no type for Date");
    expect(() => builder.object("Other")).to.throw("at: the schema has no type for () => void");
  }).timeout(60_000);
});
