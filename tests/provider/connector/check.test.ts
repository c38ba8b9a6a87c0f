import { expect } from "chai";
import { withoutDefaults } from "../../../provider/connector/stored-inputs";
import { check } from "../../../provider/connector/lifecycle";
import {
  engineSecret,
  errors,
  KEYS,
  keys,
  useCheck,
  VALIDATE,
} from "../../../testkit/connectors/check";
import { LIST, NAMES } from "../../../testkit/connect/scripted-cluster";
import { json } from "../../../testkit/connect/scripted-server";

describe("check", () => {
  const { use, inputsOf, stored, rawOf } = useCheck();

  it("returns canonical inputs as they are stored, without the engine's own properties", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    expect(await check({}, rawOf())).to.deep.equal({ inputs: stored(), failures: [] });
    expect(use.server.log).to.deep.equal([KEYS, VALIDATE, NAMES, LIST]);
    expect(use.server.bodyOf(VALIDATE)).to.deep.equal({
      topic: "orders",
      name: "orders",
      "connector.class": "org.example.OrdersSource",
      "tasks.max": "1",
    });
  });

  it("fails without a call when the inputs are wrong", async () => {
    const { failures } = await check({}, rawOf({ tasksMax: 0, state: "on" }));
    expect(failures).to.deep.equal([
      { property: "", reason: "tasksMax: must be a whole number of at least 1" },
      { property: "", reason: "state: must be one of running, paused, stopped" },
    ]);
    expect(use.server.log).to.deep.equal([]);
  });

  const token = { bearerToken: "hunter2" };
  const wrong: [string, Readonly<Record<string, unknown>>, string[]][] = [
    [
      "an argument",
      { cluster: undefined },
      ["cluster: is required: the endpoint of a Connect cluster"],
    ],
    [
      "a part of the cluster",
      { cluster: { url: "ftp://c", ...token } },
      ["cluster.url: must be http or https"],
    ],
    [
      "a credential",
      { cluster: { url: "http://c", ...token, basicAuth: { username: "u", password: "hunter2" } } },
      ["cluster.bearerToken: cannot be combined with cluster.basicAuth"],
    ],
    [
      "a key in plain text",
      { cluster: { url: "https://c", tls: { cert: { file: "a" }, key: "hunter2" } } },
      ["cluster.tls.key: must be PEM text; for a file give { file: path }"],
    ],
    [
      "a part of the restart policy",
      { restartPolicy: { type: "Always", maxRetry: -1 } },
      [
        "restartPolicy.type: must be one of OnFailure, Never",
        "restartPolicy.maxRetry: must be a whole number of at least 0",
      ],
    ],
    [
      "a timeout",
      { timeouts: { create: "soon" } },
      ['customTimeouts.create: "soon" is not a duration (for example "10m" or "90s")'],
    ],
    ["the whole config", { config: ["hunter2"] }, ["config: must be a map of keys and values"]],
    [
      "a config value",
      { config: { "db.password": ["hunter2"] } },
      ['config["db.password"]: must be a string, a number or a boolean'],
    ],
  ];
  for (const [what, changes, reasons] of wrong) {
    it(`gives the path of ${what}, but names no property, because the engine would print its value`, async () => {
      const { failures } = await check({}, rawOf(changes));
      expect(failures).to.deep.equal(reasons.map((reason) => ({ property: "", reason })));
      expect(JSON.stringify(failures)).to.not.contain("hunter2");
    });
  }

  it("makes no call when nothing has changed", async () => {
    const olds = { ...withoutDefaults(inputsOf()), __provider: "text" };
    expect(await check(olds, rawOf({ tasksMax: "1" }))).to.deep.equal({
      inputs: stored(),
      failures: [],
    });
    expect(use.server.log).to.deep.equal([]);
  });

  it("makes no call when the program now sets a default explicitly", async () => {
    const said = {
      tasksMax: 1,
      state: "running",
      restartPolicy: { maxRetry: 10, type: "OnFailure" },
      adopt: false,
      validate: true,
      waitFor: "tasks",
    };
    expect(await check(withoutDefaults(inputsOf()), rawOf(said))).to.deep.equal({
      inputs: stored(),
      failures: [],
    });
    expect(use.server.log).to.deep.equal([]);
  });

  it("stores what differs from its default", async () => {
    const said = {
      tasksMax: 2,
      state: "paused",
      restartPolicy: { type: "OnFailure", maxRetry: 9 },
      adopt: true,
      validate: false,
      waitFor: "none",
    };
    use.server.on(KEYS, keys()).on(LIST, json({}));
    expect(await check({}, rawOf(said))).to.deep.equal({
      inputs: { ...stored(), ...said },
      failures: [],
    });
  });

  it("keeps the defaults that old inputs contain", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    const olds = { ...inputsOf({ config: { p: "s1" } }), secretKeys: ["p"] };
    expect(await check(olds, rawOf({ config: { p: "s1" } }))).to.deep.equal({
      inputs: { ...olds, config: { p: engineSecret("s1") } },
      failures: [],
    });
    expect(use.server.log).to.deep.equal([]);
  });

  const arguments_: [argument: string, value: unknown, byDefault: unknown][] = [
    ["tasksMax", 3, 1],
    ["state", "stopped", "running"],
    ["restartPolicy", { type: "Never", maxRetry: 10 }, { type: "OnFailure", maxRetry: 10 }],
    ["restartPolicy", { type: "OnFailure", maxRetry: 3 }, { type: "OnFailure", maxRetry: 10 }],
    ["adopt", true, false],
    ["validate", false, true],
    ["waitFor", "none", "tasks"],
    ["ignoreKeys", ["a"], []],
    ["restartTriggers", ["1"], []],
    ["offsets", [{ partition: { p: 1 }, offset: { o: 1 } }], []],
    ["onDelete", { resetOffsets: true }, { resetOffsets: false }],
  ];
  for (const [argument, value, byDefault] of arguments_) {
    describe(`${argument} ${JSON.stringify(value)}`, () => {
      beforeEach(() =>
        use.server.on(KEYS, keys()).on(VALIDATE, errors("topic")).on(LIST, json({})),
      );
      const changed = { [argument]: value };
      const toldDefault = { [argument]: byDefault };
      const checked = async (olds: object, changes: object) =>
        (await check(olds, rawOf({ __preview: true, ...changes }))).inputs;

      it("shows a change when it becomes its default, whether explicit or removed, and no change later", async () => {
        const before = await checked({}, changed);
        const after = await checked(before, toldDefault);
        expect(after).to.deep.equal({ ...stored(), ...toldDefault });
        expect(await checked(before, {})).to.deep.equal(after);
        expect(await checked(after, {})).to.deep.equal(after);
        expect(await checked(after, toldDefault)).to.deep.equal(after);
      });

      it("replaces a default that the program set when the connector was created", async () => {
        const before = await checked({}, toldDefault);
        expect(before).to.deep.equal({ ...stored(), ...toldDefault });
        expect(await checked(before, changed)).to.deep.equal({ ...stored(), ...changed });
      });

      it("does not store a default that the program sets only later", async () => {
        const before = await checked({}, {});
        expect(await checked(before, toldDefault)).to.deep.equal(before);
        expect(before).to.deep.equal(stored());
      });
    });
  }

  it("marks secrets for the engine: declared ones, and keys that Connect defines as PASSWORD", async () => {
    use.server.on(KEYS, keys("harmless", "absent", "reference")).on(VALIDATE, errors("topic"));
    const config = { own: "s1", harmless: "s2", reference: "${file:/a:b}" };
    const { inputs } = await check({}, rawOf({ config, secretKeys: ["own"] }));
    expect(inputs).to.deep.include({
      __secrets: { keys: ["harmless", "own"] },
      config: { own: engineSecret("s1"), harmless: engineSecret("s2"), reference: "${file:/a:b}" },
    });
  });

  it("remembers which keys are secret, without a call", async () => {
    const olds = withoutDefaults(inputsOf({ config: { p: "s1" }, secretKeys: ["p"] }));
    const { inputs } = await check(olds, rawOf({ config: { p: "s1" } }));
    expect(inputs).to.deep.include({ config: { p: engineSecret("s1") } });
    expect(use.server.log).to.deep.equal([]);
  });

  it("forgets a secret key that was removed", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    const olds = withoutDefaults(inputsOf({ config: { p: "s1" }, secretKeys: ["p"] }));
    expect((await check(olds, rawOf())).inputs).to.not.have.property("__secrets");
  });
});
