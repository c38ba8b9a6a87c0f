import { expect } from "chai";
import { ignoredVersions } from "../../../provider/connector/check/plugin-version";

const URL = "http://connect:8083";
const define = (...names: string[]) => names.map((name) => ({ name, type: "STRING" }));
const OLD = define("connector.class", "topic");
const NEW = define("connector.class", "connector.plugin.version", "topic");

describe("a plugin version in the config", () => {
  const config = {
    topic: "orders",
    "connector.plugin.version": "2.0.1",
    "value.converter": "org.example.Converter",
    "value.converter.plugin.version": "[1,2)",
    "transforms.a.plugin.version": "1",
    "predicates.b.plugin.version": "1",
  };

  it("is refused, with its key, for workers that would ignore it", () => {
    const failures = ignoredVersions(config, OLD, URL);
    expect(failures.map(({ property }) => property)).to.deep.equal([
      'config["connector.plugin.version"]',
      'config["value.converter.plugin.version"]',
      'config["transforms.a.plugin.version"]',
      'config["predicates.b.plugin.version"]',
    ]);
    expect(failures[0]?.reason).to.equal(
      `needs Kafka Connect 4.1 or later. The workers of ${URL} are older: they would ignore it and use ` +
        "the installed version. Remove it from the program.",
    );
  });

  it("is accepted for workers that support it or whose version is unknown", () => {
    for (const definitions of [NEW, define("topic"), []]) {
      expect(ignoredVersions(config, definitions, URL)).to.deep.equal([]);
    }
  });

  it("is distinguished from the connector's own keys", () => {
    const own = { topic: "orders", "schema.plugin.version": "1", "plugin.version": "2" };
    expect(ignoredVersions(own, OLD, URL)).to.deep.equal([]);
  });
});
