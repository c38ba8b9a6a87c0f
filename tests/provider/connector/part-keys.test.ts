import { expect } from "chai";
import { check } from "../../../provider/connector/lifecycle";
import type { Declared } from "../../../provider/connector/config";
import { driftOn } from "../../../provider/connector/live-drift";
import { ADDED_SECRET } from "../../../provider/connector/drift";
import { KEYS, keys, useCheck } from "../../../testkit/connectors/check";
import { html, json, refusal, type Reply } from "../../../testkit/connect/scripted-server";

const VALUE = "hunter-of-a-part";

/** What makes a config use the class `org.example.Part`, and where the keys of that class are. */
const PARTS: [string, Record<string, string>, string][] = [
  ["a transform", { transforms: "a, b", "transforms.b.type": "org.example.Part" }, "transforms.b."],
  ["a predicate", { predicates: "p", "predicates.p.type": "org.example.Part" }, "predicates.p."],
  ["a key converter", { "key.converter": "org.example.Part" }, "key.converter."],
  ["a value converter", { "value.converter": "org.example.Part" }, "value.converter."],
  ["a header converter", { "header.converter": "org.example.Part" }, "header.converter."],
];
const PART_KEYS = "GET /connector-plugins/org.example.Part/config";
const passwords = json([
  { name: "opener", type: "PASSWORD" },
  { name: "level", type: "STRING" },
]);

describe("secrets: the PASSWORD keys of", () => {
  const { use, rawOf } = useCheck();

  async function secretKeys(config: Record<string, string>, olds = {}) {
    const { inputs, failures } = await check(olds, rawOf({ config }, false));
    expect(failures).to.deep.equal([]);
    const { __secrets } = inputs as { __secrets?: { keys: string[]; pending?: string[] } };
    return __secrets ?? { keys: [] };
  }

  for (const [what, config, prefix] of PARTS) {
    const declared = { ...config, [`${prefix}opener`]: VALUE, [`${prefix}level`]: "orders-level" };

    it(`${what} are secret, and its other keys are not`, async () => {
      use.server.on(KEYS, keys()).on(PART_KEYS, passwords);
      expect(await secretKeys(declared)).to.deep.equal({ keys: [`${prefix}opener`] });
    });

    it(`${what} stay secret until Connect says which they are`, async () => {
      use.server.on(KEYS, keys()).on(PART_KEYS, html(503));
      const open = [`${prefix}level`, `${prefix}opener`];
      const first = await check({}, rawOf({ config: declared }, false));
      const { __secrets } = first.inputs as { __secrets?: unknown };
      expect(__secrets).to.deep.equal({ keys: open, pending: open });
      expect(await secretKeys(declared, first.inputs)).to.deep.equal({ keys: open, pending: open });
    });

    it(`${what} are not shown if others added it`, async () => {
      use.server.on(KEYS, keys()).on(PART_KEYS, passwords);
      const { inputs } = await check({}, rawOf({ config }, false));
      const live = { ...declared, "connector.class": "org.example.OrdersSource" };
      const cluster = { keysOf: () => Promise.resolve([{ name: "opener", type: "PASSWORD" }]) };
      const found = await driftOn(cluster, inputs as unknown as Declared, live);
      expect(found.config[`${prefix}opener`]).to.equal(ADDED_SECRET);
      expect(found.config[`${prefix}level`]).to.equal("orders-level");
    });
  }

  const answers: [string, Reply][] = [
    ["knows only connectors", refusal(404, "Unknown plugin org.example.Part.")],
    ["lacks the call", refusal(404, "HTTP 404 Not Found")],
  ];
  for (const [what, reply] of answers) {
    it(`a part are recognized only by their names if Connect ${what}`, async () => {
      use.server.on(KEYS, keys()).on(PART_KEYS, reply);
      const [, config = {}] = PARTS[0] ?? [];
      const declared = { ...config, "transforms.b.level": "orders-level" };
      expect(await secretKeys({ ...declared, "transforms.b.password": VALUE })).to.deep.equal({
        keys: ["transforms.b.password"],
      });
    });
  }

  it("a part are not queried if only booleans, numbers and classes are set", async () => {
    use.server.on(KEYS, keys());
    const converter = "org.apache.kafka.connect.json.JsonConverter";
    await secretKeys({
      ...{ "value.converter": converter, "value.converter.schemas.enable": "false" },
      ...{ transforms: "a", "transforms.a.type": "org.example.Part", "transforms.a.size": "7" },
      ...{ "transforms.a.predicate": "some-predicate", "transforms.a.password": "${file:/a:b}" },
    });
    expect(
      use.server.log.filter((call) => call.startsWith("GET /connector-plugins")),
    ).to.deep.equal([KEYS]);
  });
});
