import { expect } from "chai";
import { createRedactor } from "../../../provider/connect/redact";
import {
  classNotInstalled,
  isClassNotFound,
  propertyOf,
  unresolvedReferences,
  validationFailures,
} from "../../../provider/connector/check/validation";
import { sampleInputs } from "../../../testkit/connectors/samples";

function validated(errors: Readonly<Record<string, string[]>>) {
  const values = Object.entries(errors).map(([name, errors]) => ({ value: { name, errors } }));
  return { configs: [{ value: null }, ...values] };
}

describe("references that the workers do not resolve", () => {
  const config = {
    topic: "${file:/nope:key}",
    "db.password": "${file:/a:password}",
    url: "x://${env:USER}@${env:HOST}/",
    plain: "orders",
  };
  const inputs = sampleInputs({ config });
  const warning = (values: Readonly<Record<string, string | null>>) => {
    const found = Object.entries(values).map(([name, value]) => ({
      value: { name, value, errors: [] },
    }));
    return unresolvedReferences({ configs: [{ value: null }, ...found] }, inputs);
  };

  it("are named with their keys, without values that other references resolve to", () => {
    const answer = {
      topic: "${file:/nope:key}",
      "db.password": "hunter2",
      url: "x://hunter3@${env:HOST}/",
      plain: "orders",
      added: "${file:/b:c}",
    };
    expect(warning(answer)).to.equal(
      [
        'connector "orders": the workers did not resolve',
        '    config["topic"]: ${file:/nope:key}',
        '    config["url"]: ${env:HOST}',
        "The connector receives this text unchanged. Is the provider among the workers' config.providers, and does it have this path and key?",
      ].join("\n"),
    );
  });

  it("are found in an error about a value of the wrong type", () => {
    const text =
      "Invalid value ${file:/nope:key} for configuration topic: Not a number of type INT";
    const configs = [{ value: { name: "topic", value: null, errors: [text] } }];
    expect(unresolvedReferences({ configs }, inputs)).to.contain("${file:/nope:key}");
    const resolved = [{ value: { name: "topic", value: null, errors: ["Invalid value hunter2"] } }];
    expect(unresolvedReferences({ configs: resolved }, inputs)).to.equal(undefined);
  });

  it("are not reported if all are resolved or nothing is known about them", () => {
    expect(warning({ topic: "orders", "db.password": "hunter2" })).to.equal(undefined);
    expect(warning({ topic: null })).to.equal(undefined);
    expect(warning({})).to.equal(undefined);
  });
});

describe("validation", () => {
  it("assigns each server error to the property of its key", () => {
    const inputs = sampleInputs();
    const answer = validated({
      topic: ["must exist", "must be short"],
      "tasks.max": ["at least 1"],
      "connector.class": ["no"],
      name: ["taken"],
      fine: [],
    });
    const redactor = createRedactor({ config: inputs.config });
    expect(validationFailures(answer, inputs, redactor)).to.deep.equal([
      { property: 'config["topic"]', reason: "must exist" },
      { property: 'config["topic"]', reason: "must be short" },
      { property: "tasksMax", reason: "at least 1" },
      { property: "class", reason: "no" },
      { property: "name", reason: "taken" },
    ]);
  });

  it("hides the server's message about a secret, and masks the secret in others", () => {
    const config = { "db.password": "hunter2", url: "x" };
    const inputs = sampleInputs({ config, secretKeys: ["db.password"] });
    const answer = validated({ "db.password": ["hunter is short"], url: ["hunter2@x is wrong"] });
    const redactor = createRedactor({ config, secretKeys: ["db.password"] });
    expect(validationFailures(answer, inputs, redactor)).to.deep.equal([
      {
        property: 'config["db.password"]',
        reason: "is refused by Connect (the message could show the secret)",
      },
      { property: 'config["url"]', reason: "[secret]@x is wrong" },
    ]);
  });

  it("finds the property of a key", () => {
    expect(["name", "connector.class", "tasks.max", "a.b"].map(propertyOf)).to.deep.equal([
      "name",
      "class",
      "tasksMax",
      'config["a.b"]',
    ]);
  });

  it("lists the installed classes, each once, in order", () => {
    const plugins = [
      { class: "b.Sink", type: "sink", version: "2" },
      { class: "a.Source", type: "source" },
      { class: "b.Sink", type: "sink", version: "2" },
      { class: "b.Sink", type: "sink", version: "1" },
    ];
    expect(classNotInstalled("c.Missing", plugins)).to.equal(
      "c.Missing is not installed on the Connect workers. Installed are:\n" +
        "  a.Source\n  b.Sink 1\n  b.Sink 2\n" +
        "Correct the class, or install its plugin on every worker (plugin.path) and restart them.",
    );
  });

  it("recognizes Connect's message for an unknown class", () => {
    const words =
      "java.util.concurrent.ExecutionException: org.apache.kafka.connect.errors.ConnectException: " +
      "Failed to find any class that implements Connector and which name matches X, available …";
    expect(isClassNotFound(words)).to.equal(true);
    expect(isClassNotFound("More than one connector matches alias X")).to.equal(false);
  });
});
