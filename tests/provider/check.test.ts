import { expect } from "chai";
import { runtime } from "@pulumi/pulumi";
import { UNKNOWN } from "../../provider/inputs";
import { check } from "../../provider/lifecycle";
import { useFakeSystemClock } from "../helpers/fake-clock";
import { useFakeProcessLog } from "../helpers/fake-log";
import { sampleInputs } from "../helpers/samples";
import { empty, html, json, refusal, type Reply, useServer } from "../helpers/scripted-server";

const KEYS = "GET /connector-plugins/org.example.OrdersSource/config";
const VALIDATE = "PUT /connector-plugins/org.example.OrdersSource/config/validate";

describe("check", () => {
  const use = useServer();
  const told = useFakeProcessLog();
  useFakeSystemClock();

  const inputsOf = (changes: Readonly<Record<string, unknown>> = {}) =>
    sampleInputs({ cluster: { url: use.server.url }, ...changes });
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

  it("gives canonical inputs, without what is only for the engine", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    expect(await check({}, rawOf())).to.deep.equal({ inputs: inputsOf(), failures: [] });
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
    expect(failures.map(({ property }) => property)).to.deep.equal(["tasksMax", "state"]);
    expect(use.server.log).to.deep.equal([]);
  });

  it("makes no call when nothing has changed", async () => {
    const olds = { ...inputsOf(), __provider: "text" };
    expect(await check(olds, rawOf({ tasksMax: "1" }))).to.deep.equal({
      inputs: inputsOf(),
      failures: [],
    });
    expect(use.server.log).to.deep.equal([]);
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
      { property: 'config["topic"]', reason: "must exist" },
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
    const olds = inputsOf({ config: { p: "s1" }, secretKeys: ["p"] });
    const { inputs } = await check(olds, rawOf({ config: { p: "s1" } }));
    expect(inputs).to.deep.include({ config: { p: secret("s1") } });
    expect(use.server.log).to.deep.equal([]);
  });

  it("forgets a secret key that has gone", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    const olds = inputsOf({ config: { p: "s1" }, secretKeys: ["p"] });
    expect((await check(olds, rawOf())).inputs).to.not.have.property("secretKeys");
  });

  it("fails with the installed classes when Connect does not know the class", async () => {
    use.server
      .on(KEYS, refusal(404, "Unknown plugin org.example.OrdersSource."))
      .on(VALIDATE, refusal(500, "…: Failed to find any class that implements Connector and which"))
      .on("GET /connector-plugins", json([{ class: "a.Sink", type: "sink" }]));
    const { failures } = await check({}, rawOf());
    expect(failures.map(({ property }) => property)).to.deep.equal(["class"]);
    expect(failures[0]?.reason).to.match(/is not installed .*\n {2}a\.Sink\n/);
  });

  it("fails when the credentials are not accepted", async () => {
    use.server.on(KEYS, empty(401)).on(VALIDATE, empty(401));
    const { failures } = await check({}, rawOf());
    expect(failures).to.have.length(1);
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
      expect(await check({}, rawOf())).to.deep.equal({ inputs: inputsOf(), failures: [] });
      expect(told.log.lines).to.have.length(1);
      expect(told.log.lines[0]).to.match(warning);
    });
  }

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
});
