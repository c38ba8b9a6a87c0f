import { expect } from "chai";
import { runtime } from "@pulumi/pulumi";
import { withoutDefaults } from "../../provider/inputs";
import { UNKNOWN } from "../../provider/raw-values";
import { check } from "../../provider/lifecycle";
import { useFakeSystemClock } from "../helpers/fake-clock";
import { useFakeProcessLog } from "../helpers/fake-log";
import { sampleInfo, sampleInputs, sampleStatus } from "../helpers/samples";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
  useServer,
} from "../helpers/scripted-server";

const KEYS = "GET /connector-plugins/org.example.OrdersSource/config";
const LIST = "GET /connectors?expand=info&expand=status";
const VALIDATE = "PUT /connector-plugins/org.example.OrdersSource/config/validate";

describe("check", () => {
  const use = useServer();
  const told = useFakeProcessLog();
  useFakeSystemClock();

  const inputsOf = (changes: Readonly<Record<string, unknown>> = {}) =>
    sampleInputs({ cluster: { url: use.server.url }, ...changes });
  const stored = () => ({
    cluster: { url: use.server.url },
    name: "orders",
    class: "org.example.OrdersSource",
    config: { topic: "orders" },
    state: "running",
  });
  const rawOf = (changes: Readonly<Record<string, unknown>> = {}, preview = true) => ({
    cluster: { url: use.server.url },
    name: "orders",
    class: "org.example.OrdersSource",
    config: { topic: "orders" },
    ...changes,
    __provider: "text",
    ...(preview ? { __preview: true } : {}),
  });
  const secret = (value: string) => ({
    [runtime.specialSigKey]: runtime.specialSecretSig,
    value,
  });
  const keys = (...passwords: string[]) =>
    json([
      { name: "topic", type: "STRING" },
      ...passwords.map((name) => ({ name, type: "PASSWORD" })),
    ]);
  const errors = (name: string, ...texts: string[]) =>
    json({ configs: [{ value: { name, errors: texts } }] });

  it("gives canonical inputs as they are stored, without what is only for the engine", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    expect(await check({}, rawOf())).to.deep.equal({ inputs: stored(), failures: [] });
    expect(use.server.log).to.deep.equal([KEYS, VALIDATE]);
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
      "a key in clear",
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
      ['customTimeouts.create: "soon" is no duration such as "10m" or "90s"'],
    ],
    ["the whole config", { config: ["hunter2"] }, ["config: must be a map of keys and values"]],
    [
      "a config value",
      { config: { "db.password": ["hunter2"] } },
      ['config["db.password"]: must be a string, a number or a boolean'],
    ],
  ];
  for (const [what, changes, reasons] of wrong) {
    it(`names no property, whose value would be printed, but says the path of ${what}`, async () => {
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

  it("makes no call when the program now says a default", async () => {
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

  it("understands old inputs that hold all the defaults", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    const changes = { config: { p: "s1" }, secretKeys: ["p"] };
    expect(await check(inputsOf(changes), rawOf({ config: { p: "s1" } }))).to.deep.equal({
      inputs: { ...stored(), config: { p: secret("s1") }, secretKeys: ["p"] },
      failures: [],
    });
  });

  it("does not validate in an update, or when that is turned off", async () => {
    use.server.on(KEYS, keys());
    await check({}, rawOf({}, false));
    await check({}, rawOf({ validate: false }));
    expect(use.server.log).to.deep.equal([KEYS]);
  });

  it("fails with Connect's errors, each on its key", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic", "must exist"));
    expect((await check({}, rawOf())).failures).to.deep.equal([
      { property: "", reason: 'config["topic"]: must exist' },
    ]);
  });

  it("fails with Connect's errors on arguments and on secrets, and names no property", async () => {
    const configs = ["connector.class", "tasks.max", "p"].map((name) => ({
      value: { name, errors: ["not hunter2"] },
    }));
    use.server.on(KEYS, keys("p")).on(VALIDATE, json({ configs }));
    expect((await check({}, rawOf({ config: { p: "hunter2" } }))).failures).to.deep.equal([
      { property: "", reason: "class: not [secret]" },
      { property: "", reason: "tasksMax: not [secret]" },
      {
        property: "",
        reason: 'config["p"]: is refused by Connect (the message could show the secret)',
      },
    ]);
  });

  it("marks secrets for the engine: those declared, and those that Connect defines as PASSWORD", async () => {
    use.server.on(KEYS, keys("harmless", "absent", "reference")).on(VALIDATE, errors("topic"));
    const config = { own: "s1", harmless: "s2", reference: "${file:/a:b}" };
    const { inputs } = await check({}, rawOf({ config, secretKeys: ["own"] }));
    expect(inputs).to.deep.include({
      secretKeys: ["harmless", "own"],
      config: { own: secret("s1"), harmless: secret("s2"), reference: "${file:/a:b}" },
    });
  });

  it("keeps in mind what was learned, without a call", async () => {
    const olds = withoutDefaults(inputsOf({ config: { p: "s1" }, secretKeys: ["p"] }));
    const { inputs } = await check(olds, rawOf({ config: { p: "s1" } }));
    expect(inputs).to.deep.include({ config: { p: secret("s1") } });
    expect(use.server.log).to.deep.equal([]);
  });

  it("forgets a secret key that has gone", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    const olds = withoutDefaults(inputsOf({ config: { p: "s1" }, secretKeys: ["p"] }));
    expect((await check(olds, rawOf())).inputs).to.not.have.property("secretKeys");
  });

  it("fails for a version that the workers would ignore, in an update too, beside Connect's errors", async () => {
    const known = json([{ name: "connector.class", type: "STRING" }]);
    use.server.on(KEYS, known).on(VALIDATE, errors("topic", "must exist"));
    const raw = { config: { topic: "orders", "connector.plugin.version": "2" } };
    const told = async (preview: boolean) =>
      (await check({}, rawOf(raw, preview))).failures.map(({ reason }) => reason.slice(0, 60));
    const ignored = 'config["connector.plugin.version"]: needs Kafka Connect 4.1 or later'.slice(
      0,
      60,
    );
    expect(await told(true)).to.deep.equal([ignored, 'config["topic"]: must exist']);
    expect(await told(false)).to.deep.equal([ignored]);
  });

  it("fails with the installed classes when Connect does not know the class", async () => {
    use.server
      .on(KEYS, refusal(404, "Unknown plugin org.example.OrdersSource."))
      .on(VALIDATE, refusal(500, "…: Failed to find any class that implements Connector and which"))
      .on("GET /connector-plugins", json([{ class: "a.Sink", type: "sink" }]));
    const { failures } = await check({}, rawOf());
    expect(failures.map(({ property }) => property)).to.deep.equal([""]);
    expect(failures[0]?.reason).to.match(
      /^class: org\.example\.OrdersSource is not installed .*\n {2}a\.Sink\n/,
    );
  });

  it("fails when the credentials are not accepted", async () => {
    use.server.on(KEYS, empty(401)).on(VALIDATE, empty(401));
    const { failures } = await check({}, rawOf());
    expect(failures.map(({ property }) => property)).to.deep.equal([""]);
    expect(failures[0]?.reason).to.match(/^validate the config on http:/);
    expect(failures[0]?.reason).to.contain("The credentials are not accepted");
  });

  const away: [string, Reply, RegExp][] = [
    [
      "cannot be reached",
      html(404),
      /^warn: Kafka Connect at .* cannot be reached: configs are not validated in this preview, and `pulumi up` will fail while it is so$/,
    ],
    [
      "rebalances",
      html(503),
      /^warn: validate the config of connector "orders" .*\n.*\nIt is not validated in this preview\.$/,
    ],
    [
      "says nothing of itself",
      refusal(500, "odd"),
      /^warn: .* answered 500: odd\n.*\nIt is not validated in this preview\.$/,
    ],
  ];
  for (const [what, reply, warning] of away) {
    it(`goes on with a warning when Connect ${what}`, async () => {
      use.server.on(KEYS, reply).on(VALIDATE, reply);
      expect(await check({}, rawOf())).to.deep.equal({ inputs: stored(), failures: [] });
      const warnings = told.log.lines.filter((line) => line.startsWith("warn: "));
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(warning);
    });
  }

  it("asks again when the answer to a validation was lost", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, reset, errors("topic", "must exist"));
    expect((await check({}, rawOf())).failures).to.have.length(1);
  });

  it("does not wait in a preview for a Connect that cannot be reached", async () => {
    use.server.on(KEYS, html(404)).on(VALIDATE, html(404));
    await check({}, rawOf());
    expect(use.server.log).to.deep.equal([KEYS, VALIDATE]);
  });

  it("tells in a preview what taking over a connector changes, and does so only then", async () => {
    const live = { "connector.class": "org.example.OrdersSource", topic: "orders", x: "1" };
    const status = sampleStatus("RUNNING");
    use.server
      .on(KEYS, keys("topic"))
      .on(VALIDATE, errors("topic"))
      .on(LIST, json({ orders: { info: sampleInfo({ config: live }), status } }));
    const isThere = `info: connector "orders" is on ${use.server.url} already`;
    await check({}, rawOf({ adopt: true, config: { topic: "o2" } }));
    await check({}, rawOf({ adopt: true, config: { topic: "orders", x: "1" } }));
    expect(told.log.lines).to.deep.equal([
      `${isThere}. Taking it over changes:\n    topic: [secret] => [secret]\n    x: "1" => nothing`,
      `${isThere}, as declared: taking it over writes nothing`,
    ]);

    await check({}, rawOf());
    await check(withoutDefaults(inputsOf()), rawOf({ adopt: true }));
    await check({}, rawOf({ adopt: true, name: "another" }));
    await check({}, rawOf({ adopt: true }, false));
    expect(told.log.lines).to.have.length(2);
    expect(use.server.log.filter((call) => call === LIST)).to.have.length(1);
  });

  it("goes on with a warning when a credential is not there in a preview", async () => {
    const cluster = { url: use.server.url, bearerToken: { env: "TEST_CONNECT_NONE" } };
    const { failures } = await check({}, rawOf({ cluster }));
    expect(failures).to.deep.equal([]);
    expect(told.log.lines).to.deep.equal([
      "warn: cluster.bearerToken: the environment variable TEST_CONNECT_NONE is not set where " +
        "Pulumi runs: configs are not validated in this preview",
    ]);
  });

  it("shows nothing of what a reference resolves to", async () => {
    const said = "Invalid value resolved for configuration topic: resolved";
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic", said));
    const { failures } = await check({}, rawOf({ config: { topic: "${file:/a:b}" } }));
    expect(failures).to.have.length(1);
    expect(JSON.stringify(failures)).to.not.contain("resolved for");
  });

  const unknown: [string, Readonly<Record<string, unknown>>, string[]][] = [
    ["the cluster", { cluster: UNKNOWN }, []],
    ["the class", { class: UNKNOWN }, []],
    ["a config value", { config: { topic: UNKNOWN } }, [KEYS]],
    ["the whole config", { config: UNKNOWN, secretKeys: UNKNOWN }, [KEYS]],
    ["which keys are secret", { secretKeys: UNKNOWN }, [KEYS]],
  ];
  for (const [what, changes, calls] of unknown) {
    it(`is not left to Connect while ${what} is not known`, async () => {
      use.server.on(KEYS, keys("topic"));
      const { inputs, failures } = await check({}, rawOf(changes));
      expect(failures).to.deep.equal([]);
      expect(use.server.log).to.deep.equal(calls);
      if ("config" in changes && changes.config === UNKNOWN) {
        expect(inputs).to.include({ config: UNKNOWN });
      }
    });
  }

  for (const argument of ["restartTriggers", "offsets", "onDelete", "restartPolicy"]) {
    it(`is left to Connect although ${argument} is not known, which it knows nothing of`, async () => {
      use.server.on(KEYS, keys("topic")).on(VALIDATE, errors("topic"));
      await check({}, rawOf({ [argument]: UNKNOWN }));
      expect(use.server.log).to.deep.equal([KEYS, VALIDATE]);
    });
  }
});
