import { expect } from "chai";
import { isCertain, knownPart } from "../../../provider/connector/check/unknown-values";
import { UNKNOWN } from "../../../provider/core/unknown";
import { sampleDraft } from "../../../testkit/connectors/samples";

describe("check: a config with an unknown value", () => {
  it("is validated without the unknown values, but always with a name", () => {
    const config = { topic: UNKNOWN, size: "1" };
    expect(knownPart(sampleDraft({ name: UNKNOWN, tasksMax: UNKNOWN, config }))).to.deep.equal({
      config: {
        name: "a-connector-that-is-previewed",
        size: "1",
        "connector.class": "org.example.OrdersSource",
      },
      unknownKeys: ["topic", "name", "tasks.max"],
    });
  });

  const missing = (key: string) =>
    `Missing required configuration "${key}" which has no default value.`;
  const cases: [boolean, string, string, string[]][] = [
    [true, "a", "anything", []],
    [true, "a", missing("a"), ["b"]],
    [true, "a", "Invalid value x for configuration a: Not a number of type INT", ["b"]],
    [true, "topics.regex", "Invalid value [ for configuration topics.regex: no regex", ["topics"]],
    [false, "a", missing("a"), ["a"]],
    [false, "topics", "Must configure one of topics or topics.regex", ["topics.regex"]],
    [false, "a", "Invalid value x for configuration a: needs b", ["b"]],
    [false, "host", "Unable to connect: FATAL: password authentication failed", ["password"]],
    [false, "mode", "Invalid value bulk for configuration query", ["b"]],
  ];
  for (const [certain, key, error, unknownKeys] of cases) {
    it(`${certain ? "keeps" : "leaves out"} ${key}: ${error} (unknown: ${unknownKeys.join()})`, () => {
      expect(isCertain(key, error, unknownKeys)).to.equal(certain);
    });
  }
});
