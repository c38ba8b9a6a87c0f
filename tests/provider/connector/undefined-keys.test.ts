import { expect } from "chai";
import { undefinedKeys } from "../../../provider/connector/check/undefined-keys";
import { sampleDraft } from "../../../testkit/connectors/samples";

const DEFINED = [
  "connector.class",
  "batch.size",
  "topic",
  "transforms",
  "transforms.cut.type",
  "transforms.cut.negate",
  "transforms.cut.regex",
  "transforms.odd.type",
  "topic.creation.groups",
  "key.converter",
  "value.converter",
  "value.converter.schemas.enable",
];

describe("check: keys that nothing defines", () => {
  const linesOf = (
    config: Readonly<Record<string, string>>,
    more: object = {},
    unknown: string[] = [],
    defined = DEFINED,
  ) => {
    const configs = defined.map((name) => ({ definition: { name }, value: { name, errors: [] } }));
    return undefinedKeys(sampleDraft({ config, ...more }), { configs }, unknown);
  };

  const found: [string, string | undefined][] = [
    ["batch.sise", "batch.size"],
    ["Batch.Size", "batch.size"],
    ["topics", "topic"],
    ["transforms.cut.regx", "transforms.cut.regex"],
    ["value.converter.schema.enable", "value.converter.schemas.enable"],
    ["producer.overide.linger.ms", "producer.override.linger.ms"],
    ["producer.linger.ms", "producer.override.linger.ms"],
    ["topic.creation.default.partition", "topic.creation.default.partitions"],
    ["topic.creation.other.partitions", "topic.creation.default.partitions"],
    ["qqqqqqqqqqqqqqq", undefined],
  ];
  for (const [key, meant] of found) {
    it(`reports ${key}${meant === undefined ? "" : `, and suggests a similar key`}`, () => {
      const [line, ...others] = linesOf({ [key]: "1" });
      expect(others).to.deep.equal([]);
      expect(line).to.contain(`config["${key}"] is not defined by anything on the workers`);
      if (meant !== undefined) expect(line).to.contain(`"${meant}"`);
      else expect(line).to.not.contain("did you mean");
    });
  }

  const fine: [string, Readonly<Record<string, string>>, object?, string[]?][] = [
    ["a defined key", { "batch.size": "1" }],
    ["a client's key", { "producer.override.lingr.ms": "1", "consumer.override.x": "1" }],
    ["a key of a driver", { "driver.sslmode": "require" }],
    [
      "keys for topics that Connect creates",
      {
        "topic.creation.groups": "kept, small",
        "topic.creation.default.partitions": "1",
        "topic.creation.default.replication.factor": "1",
        "topic.creation.kept.include": "kept.*",
        "topic.creation.kept.cleanup.policy": "compact",
        "topic.creation.small.exclude": "kept.*",
        "topic.creation.small.preallocate": "true",
      },
    ],
    [
      "keys of clients of other clusters",
      {
        "source.cluster.bootstrap.servers": "a:9092",
        "target.cluster.security.protocol": "SSL",
        "source.consumer.max.poll.records": "1",
        "signal.consumer.security.protocol": "SSL",
        "confluent.topic.security.protocol": "SSL",
        "iceberg.catalog.uri": "http://catalog",
      },
    ],
    ["a plugin version", { "transforms.cut.plugin.version": "1" }],
    [
      "a key with a name from a list",
      { converters: "isbn", "isbn.type": "a" },
      { ignoreKeys: ["conv*"] },
    ],
    ["a key of a converter that an older worker does not list", { "key.converter.a": "1" }],
    ["a key of a transform whose class is not installed", { "transforms.odd.a": "1" }],
    ["an ignored key", { "owner.team": "a" }, { ignoreKeys: ["owner.*"] }],
    ["a key below an unknown list", { "transforms.late.regex": "1" }, {}, ["transforms"]],
    ["keys of unknown topics", { "topic.creation.a.include": "a" }, {}, ["topic.creation.groups"]],
    ["a key of an unknown class", { "transforms.cut.other": "1" }, {}, ["transforms.cut.type"]],
  ];
  for (const [what, config, more, unknown] of fine) {
    it(`does not report ${what}`, () => expect(linesOf(config, more, unknown)).to.deep.equal([]));
  }

  it("does not report client keys without `override` of MirrorMaker", () => {
    const config = { "consumer.max.poll.records": "1", "admin.retries": "1" };
    expect(linesOf(config, {}, [], [...DEFINED, "source.cluster.alias"])).to.deep.equal([]);
  });

  it("reports topic keys in the config of a sink, which creates no topics", () => {
    const config = { "topic.creation.default.partitions": "1" };
    const sink = DEFINED.filter((name) => !name.startsWith("topic.creation"));
    expect(linesOf(config, {}, [], sink)).to.have.length(1);
  });

  it("reports nothing if Connect lists only errors", () => {
    expect(linesOf({ "batch.sise": "1" }, {}, [], ["topic"])).to.deep.equal([]);
  });

  it("does not show values", () => {
    expect(linesOf({ passwrd: "hunter2" }).join()).to.not.contain("hunter2");
  });
});
