import { expect } from "chai";
import { nameTaken } from "../../../provider/connector/check/notices";
import { withoutDefaults } from "../../../provider/connector/stored-inputs";
import { clusterOf } from "../../../provider/connect/session";
import { ConnectError } from "../../../provider/core/errors";
import { systemClock } from "../../../provider/core/clock";
import { UNKNOWN } from "../../../provider/core/unknown";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { thisRun } from "../../../provider/connector/this-run";
import {
  engineSecret,
  errors,
  KEYS,
  keys,
  useCheck,
  VALIDATE,
} from "../../../testkit/connectors/check";
import { sampleInfo, sampleStatus } from "../../../testkit/connectors/samples";
import { LIST, NAMES } from "../../../testkit/connect/scripted-cluster";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
} from "../../../testkit/connect/scripted-server";

/** Each time in its own run. */
const check: typeof lifecycle.check = (...args) => {
  thisRun.end();
  return lifecycle.check(...args);
};

describe("check: validation by Connect", () => {
  const { use, printed, inputsOf, stored, rawOf } = useCheck();

  it("does not validate in an update, or when validation is turned off", async () => {
    use.server.on(KEYS, keys());
    await check({}, rawOf({}, false));
    await check({}, rawOf({ validate: false }));
    expect(use.server.log).to.deep.equal([KEYS, NAMES, LIST]);
  });

  it("shows no key as secret in a forced replacement whose new cluster is not known yet", async () => {
    const config = { topic: "orders", file: "/data/some/file", pin: "hunter2-pin" };
    const before = { ...stored(), config, __secrets: { keys: ["pin"] } };
    const unknown = { cluster: UNKNOWN, config: { ...config, added: "/data/some/other" } };
    // The same name and class on another cluster, whose key of this name is no secret.
    const elsewhere: object = {
      ...before,
      cluster: { url: "http://elsewhere:8083" },
      __secrets: { keys: [] },
    };
    await lifecycle.check(elsewhere, rawOf({ ...unknown, config: { topic: "other" } }));
    const inputsFor = async (olds: object) =>
      (await lifecycle.check(olds, rawOf(unknown))).inputs as { config: object };
    const [first, second] = [await inputsFor(before), await inputsFor({})];
    expect(second.config).to.deep.equal(first.config);
    expect(second.config).to.include({ topic: "orders", file: "/data/some/file" });
    expect(second.config).to.deep.include({
      pin: engineSecret("hunter2-pin"),
      added: engineSecret("/data/some/other"),
    });
  });

  it("fails with Connect's errors, each on its key", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic", "must exist"));
    expect((await check({}, rawOf())).failures).to.deep.equal([
      { property: "", reason: 'config["topic"]: must exist' },
    ]);
  });

  it("fails when the validation ends with an error of the config, unless a value is unknown", async () => {
    const words = "Invalid value x for configuration max.block.ms: Not a number of type LONG";
    use.server.on(KEYS, keys()).on(VALIDATE, refusal(500, words));
    const [failure] = (await check({}, rawOf())).failures;
    expect(failure?.reason).to.contain(`answered 500: ${words}\nKafka Connect refuses the request`);
    const partly = await check({}, rawOf({ config: { topic: UNKNOWN } }));
    expect(partly.failures).to.deep.equal([]);
    expect(printed.log.lines.join("\n")).to.contain(words);
  });

  it("fails with Connect's errors about arguments and secrets, without naming a property", async () => {
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

  it("fails for a version that the workers would ignore, also in an update and along with Connect's errors", async () => {
    const known = json([{ name: "connector.class", type: "STRING" }]);
    use.server.on(KEYS, known).on(VALIDATE, errors("topic", "must exist"));
    const raw = { config: { topic: "orders", "connector.plugin.version": "2" } };
    const printed = async (preview: boolean) =>
      (await check({}, rawOf(raw, preview))).failures.map(({ reason }) => reason.slice(0, 60));
    const ignored = 'config["connector.plugin.version"]: needs Kafka Connect 4.1 or later'.slice(
      0,
      60,
    );
    expect(await printed(true)).to.deep.equal([ignored, 'config["topic"]: must exist']);
    expect(await printed(false)).to.deep.equal([ignored]);
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
      /^warn: \S+ does not answer as Kafka Connect: configs are not validated in this preview, and `pulumi up` will fail until this is fixed\nvalidate configs on .* answered 404: .*\nSomething in front /,
    ],
    [
      "rebalances",
      refusal(503, "no session key yet"),
      /^warn: validate the config of connector "orders" .*\n.*\nIt is not validated in this preview\.$/,
    ],
    [
      "does not identify itself",
      refusal(500, "odd"),
      /^warn: .* answered 500: odd\n.*\nIt is not validated in this preview\.$/,
    ],
  ];
  for (const [what, reply, warning] of away) {
    it(`continues with a warning when Connect ${what}`, async () => {
      use.server.on(KEYS, reply).on(VALIDATE, reply);
      expect(await check({}, rawOf())).to.deep.equal({ inputs: stored(), failures: [] });
      const warnings = printed.log.lines.filter((line) => line.startsWith("warn: "));
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(warning);
    });
  }

  const gateways: [string, Reply][] = [
    ["a 404 of an ingress", html(404)],
    ["a 503 of a load balancer", html(503)],
    ["a 429 of a rate limiter", html(429)],
    ["a reset", reset],
    ["a login page", html(200, "Sign in")],
    ["a redirect", (response) => void response.writeHead(302, { Location: "/login" }).end()],
    ["JSON of another service", json({ status: "ok" })],
  ];
  for (const [what, reply] of gateways) {
    it(`waits once for all connectors of a cluster, and warns once: ${what}`, async () => {
      use.server.on(KEYS, reply).on(VALIDATE, reply);
      const since = systemClock.now();
      for (let i = 0; i < 20; i++) await check({}, rawOf({ name: `orders-${i}` }));
      expect(systemClock.now() - since).to.be.at.most(15_000);
      expect(printed.log.lines.filter((line) => line.startsWith("warn: "))).to.have.length(1);
    });
  }

  it("warns once about validations that take too long, and asks no longer for their class", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic"));
    const { slowValidations } = clusterOf({ url: use.server.url });
    const timedOut = new ConnectError("unanswered", VALIDATE, "no answer", undefined, {
      timedOut: true,
    });
    const slow = slowValidations.ask("org.example.OrdersSource", () => Promise.reject(timedOut));
    await slow.catch(() => undefined);
    for (let i = 0; i < 40; i++) {
      expect((await check({}, rawOf({ name: `orders-${i}` }))).failures).to.deep.equal([]);
    }
    expect(use.server.log).to.deep.equal([KEYS]);
    expect(printed.log.lines).to.have.length(1);
    expect(printed.log.lines[0]).to.match(
      /^warn: validate the config of connector "orders-0" [^]* no further config of org\.example\.OrdersSource is validated/,
    );
  });

  it("asks again when the answer to a validation was lost", async () => {
    use.server.on(KEYS, keys()).on(VALIDATE, reset, errors("topic", "must exist"));
    expect((await check({}, rawOf())).failures).to.have.length(1);
  });

  it("does not wait in a preview for an unreachable Connect", async () => {
    use.server.on(KEYS, html(404)).on(VALIDATE, html(404));
    await check({}, rawOf());
    expect(use.server.log).to.deep.equal([KEYS]);
  });

  it("reports what an adoption would change, but only in a preview", async () => {
    const live = { "connector.class": "org.example.OrdersSource", topic: "orders", x: "1" };
    const status = sampleStatus("RUNNING");
    use.server
      .on(KEYS, keys("topic"))
      .on(VALIDATE, errors("topic"))
      .on(LIST, json({ orders: { info: sampleInfo({ config: live }), status } }));
    const exists = `info: connector "orders" already exists on ${use.server.url}`;
    await check({}, rawOf({ adopt: true, config: { topic: "o2" } }));
    await check({}, rawOf({ adopt: true, config: { topic: "orders", x: "1" } }));
    const news = printed.log.lines.filter((line) => line.startsWith(exists));
    expect(
      printed.log.lines.filter((line) => line.includes("stays on the cluster")),
    ).to.have.length(2);
    expect(news).to.deep.equal([
      `${exists}, adopting it changes:\n    topic: [secret] => [secret]\n    x: "1" => nothing`,
      `${exists}, as declared: adopting it writes nothing`,
    ]);

    await check({}, rawOf());
    await check(withoutDefaults(inputsOf()), rawOf({ adopt: true }));
    await check({}, rawOf({ adopt: true, name: "another" }));
    await check({}, rawOf({ adopt: true }, false));
    expect(printed.log.lines.slice(4)).to.deep.equal([
      `warn: ${nameTaken("orders", use.server.url)}`,
    ]);
    expect(use.server.log.filter((call) => call === LIST)).to.have.length(1);
  });

  it("continues with a warning when a credential is missing in a preview", async () => {
    const cluster = { url: use.server.url, bearerToken: { env: "TEST_CONNECT_NONE" } };
    const { failures } = await check({}, rawOf({ cluster }));
    expect(failures).to.deep.equal([]);
    expect(printed.log.lines).to.deep.equal([
      "warn: cluster.bearerToken: the environment variable TEST_CONNECT_NONE is not set where " +
        "Pulumi runs: configs are not validated in this preview",
    ]);
  });

  it("does not show the value that a reference resolves to", async () => {
    const said = "Invalid value resolved for configuration topic: resolved";
    use.server.on(KEYS, keys()).on(VALIDATE, errors("topic", said));
    const { failures } = await check({}, rawOf({ config: { topic: "${file:/a:b}" } }));
    expect(failures).to.have.length(1);
    expect(JSON.stringify(failures)).to.not.contain("resolved for");
  });

  const unknown: [string, Readonly<Record<string, unknown>>, string[]][] = [
    ["the cluster", { cluster: UNKNOWN }, []],
    ["the class", { class: UNKNOWN }, []],
    ["the whole config", { config: UNKNOWN, secretKeys: UNKNOWN }, [KEYS, NAMES, LIST]],
    ["which keys are secret", { secretKeys: UNKNOWN }, [KEYS, NAMES, LIST]],
  ];
  for (const [what, changes, calls] of unknown) {
    it(`does not send a config to Connect while ${what} is unknown`, async () => {
      use.server.on(KEYS, keys("topic")).on(LIST, json({}));
      const { inputs, failures } = await check({}, rawOf(changes));
      expect(failures).to.deep.equal([]);
      expect(use.server.log).to.deep.equal(calls);
      if ("config" in changes && changes.config === UNKNOWN) {
        expect(inputs).to.include({ config: UNKNOWN });
      }
    });
  }

  for (const [what, changes] of unknown.slice(0, 2)) {
    it(`keeps new values secret, except harmless ones, while ${what} is unknown`, async () => {
      const config = { topic: "orders", p: "hunter2-of-p", "errors.tolerance": "whatever-it-is" };
      const { inputs } = await check({}, rawOf({ ...changes, config }));
      expect(inputs).to.deep.include({
        config: { ...config, p: engineSecret("hunter2-of-p") },
      });
    });

    it(`still shows values that were shown before while ${what} is unknown`, async () => {
      use.server.on(KEYS, keys()).on(LIST, json({}));
      const config = { p: "a-public-value" };
      const { inputs: before } = await check({}, rawOf({ config }));
      const { inputs } = await check(before, rawOf({ ...changes, config }));
      expect(inputs).to.deep.include({ config });
    });
  }

  for (const argument of ["restartTriggers", "offsets", "onDelete", "restartPolicy"]) {
    it(`sends a config to Connect although ${argument}, which Connect does not use, is unknown`, async () => {
      use.server.on(KEYS, keys("topic")).on(VALIDATE, errors("topic"));
      await check({}, rawOf({ [argument]: UNKNOWN }));
      expect(use.server.log.slice(0, 2)).to.deep.equal([KEYS, VALIDATE]);
    });
  }

  it("validates the known part of a config, and ignores errors that the unknown part may resolve", async () => {
    const configs = [
      { value: { name: "topic", errors: ['Missing required configuration "topic" which has no'] } },
      { value: { name: "url", errors: ["login failed"] } },
      { value: { name: "size", errors: ["Invalid value x for configuration size: Not a number"] } },
    ];
    use.server.on(KEYS, keys()).on(VALIDATE, json({ configs }));
    const config = { topic: UNKNOWN, size: "x", url: "http://db" };
    const { failures } = await check({}, rawOf({ config }));
    expect(failures.map(({ reason }) => reason)).to.deep.equal([
      'config["size"]: Invalid value x for configuration size: Not a number',
    ]);
    expect(use.server.bodyOf(VALIDATE)).to.not.have.property("topic");
  });

  it("warns about a key that nothing defines, and suggests a similar one", async () => {
    const configs = ["connector.class", "topic"].map((name) => ({
      definition: { name },
      value: { name, errors: [] },
    }));
    use.server.on(KEYS, keys()).on(VALIDATE, json({ configs }));
    await check({}, rawOf({ config: { topics: "orders" } }));
    expect(printed.log.lines).to.deep.equal([
      'warn: the config of connector "orders" may have misspelt keys:\n' +
        '    config["topics"] is not defined by anything on the workers: did you mean "topic"?',
    ]);
  });

  it("does not warn about undefined keys while the ignored keys are unknown", async () => {
    const configs = ["connector.class", "topic"].map((name) => ({
      definition: { name },
      value: null,
    }));
    use.server.on(KEYS, keys()).on(VALIDATE, json({ configs })).on(LIST, json({}));
    await check({}, rawOf({ config: { theirs: "x" }, ignoreKeys: UNKNOWN }));
    await check({}, rawOf({ config: { theirs: "x" }, ignoreKeys: ["their*", UNKNOWN] }));
    expect(printed.log.lines).to.deep.equal([]);
  });

  it("does not mention an existing connector while `adopt` is unknown", async () => {
    const status = sampleStatus("RUNNING");
    use.server
      .on(KEYS, keys())
      .on(VALIDATE, errors("topic"))
      .on(LIST, json({ orders: { info: sampleInfo(), status } }));
    await check({}, rawOf({ adopt: UNKNOWN }));
    expect(printed.log.lines).to.deep.equal([]);
  });

  it("requests no connector while its name is unknown", async () => {
    const topic = "${file:/nope:key}";
    const value = { name: "topic", value: topic, errors: [] };
    const defined = { definition: { name: "connector.class" }, value: null };
    use.server.on(KEYS, keys()).on(VALIDATE, json({ configs: [defined, { value }] }));
    const raw = rawOf({ name: UNKNOWN, config: { topic, misspelt: "1" } });
    await check({}, raw);
    use.server.on(VALIDATE, refusal(500, "no"));
    await check({}, raw);
    const warnings = printed.log.lines.filter((line) => line.startsWith("warn: "));
    expect(warnings).to.have.length(3);
    for (const warning of warnings) {
      expect(warning)
        .to.contain("a connector whose name is not known yet")
        .and.not.contain(UNKNOWN);
    }
  });

  it("warns about a rename, but not that the name is taken in a forced replacement", async () => {
    const status = sampleStatus("RUNNING");
    use.server
      .on(KEYS, keys())
      .on(VALIDATE, errors("topic"))
      .on(LIST, json({ orders: { info: sampleInfo(), status } }));
    await check(withoutDefaults(inputsOf()), rawOf());
    await check({}, rawOf());
    expect(printed.log.lines).to.deep.equal([]);
    await check(withoutDefaults(inputsOf()), rawOf({ name: "renamed" }));
    expect(printed.log.lines.join()).to.match(/^warn: connector "orders" becomes "renamed"/);
  });

  it("warns about offsets that a forced replacement deletes", async () => {
    const onDelete = { resetOffsets: true };
    use.server
      .on(KEYS, keys())
      .on(VALIDATE, errors("topic"))
      .on(LIST, json({ orders: { info: sampleInfo(), status: sampleStatus("RUNNING") } }));
    await check(withoutDefaults(inputsOf({ onDelete })), rawOf({ onDelete }));
    expect(printed.log.lines).to.deep.equal([]);
    await lifecycle.check({}, rawOf({ onDelete }));
    expect(printed.log.lines.join()).to.match(/^warn: connector "orders" is deleted and created/);
  });

  it("warns about another class at a new address of the cluster", async () => {
    const config = { ...sampleInfo().config, "connector.class": "a.Earlier" };
    const info = sampleInfo({ config });
    use.server
      .on(KEYS, keys())
      .on(VALIDATE, errors("topic"))
      .on(LIST, json({ orders: { info, status: sampleStatus("RUNNING") } }));
    const before = { class: "a.Earlier", cluster: { url: "http://old:8083" } };
    await check(withoutDefaults(inputsOf(before)), rawOf());
    expect(printed.log.lines.join()).to.match(/^warn: connector "orders" changes its class/);
  });
});

describe("check: keys for which Connect has not said yet whether they are passwords", () => {
  const { use, printed, inputsOf, stored, rawOf } = useCheck();
  const busy = refusal(503, "rebalance is expected");
  const config = { topic: "orders-of-today", "batch.size": "100", converter: "a.b.JsonConverter" };
  const asStored = (inputs: object) => {
    const { config, ...rest } = inputs as { config: Record<string, unknown> };
    const plain = Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : (value as { value: string }).value,
    ]);
    return { ...rest, config: Object.fromEntries(plain) as Record<string, string> };
  };

  it("stay secret until it does, except numbers and classes, and are queried again", async () => {
    use.server.on(KEYS, busy);
    const { inputs } = await check({}, rawOf({ config, validate: false }, false));
    expect(inputs).to.deep.include({
      config: { ...config, topic: engineSecret("orders-of-today") },
      __secrets: { keys: ["topic"], pending: ["topic"] },
    });
    expect(printed.log.lines.join()).to.contain("keeps the values of new keys secret");

    const raw = rawOf({ config, validate: false }, false);
    const still = await check(asStored(inputs), raw);
    expect(still.inputs).to.deep.equal(inputs);

    use.server.on(KEYS, keys());
    const { inputs: learned } = await check(asStored(inputs), raw);
    expect(learned).to.deep.equal({ ...stored(), config, validate: false });
    use.server.calls.length = 0;
    await check(asStored(learned), raw);
    expect(use.server.log).to.deep.equal([]);
  });

  it("stay secret permanently if they turn out to be passwords", async () => {
    use.server.on(KEYS, busy);
    const { inputs } = await check({}, rawOf({ config }, false));
    use.server.on(KEYS, keys("topic"));
    const { inputs: learned } = await check(asStored(inputs), rawOf({ config }, false));
    expect(learned).to.deep.include({ __secrets: { keys: ["topic"] } });
  });

  it("are only the new keys", async () => {
    use.server.on(KEYS, busy);
    const olds = withoutDefaults(inputsOf({ config }));
    const raw = { config: { ...config, topic: "orders-of-tomorrow", "new.key": "some-text" } };
    const { inputs } = await check(olds, rawOf(raw, false));
    expect(inputs).to.deep.include({ __secrets: { keys: ["new.key"], pending: ["new.key"] } });
  });

  it("are all keys again after the class changes", async () => {
    use.server.on("GET /connector-plugins/org.example.Other/config", busy);
    const olds = withoutDefaults(inputsOf({ config }));
    const { inputs } = await check(olds, rawOf({ config, class: "org.example.Other" }, false));
    expect(inputs).to.deep.include({ __secrets: { keys: ["topic"], pending: ["topic"] } });
  });

  it("are refused when they are masks", async () => {
    use.server.on(KEYS, keys("uri"));
    const { failures } = await check({}, rawOf({ config: { uri: "••••••••" } }, false));
    expect(failures.map(({ reason }) => reason)).to.deep.equal([
      'config["uri"]: is a mask that a server shows instead of a secret, and it would become the secret. Give the real secret',
    ]);
  });

  it("do not affect values that are recognizably secret", async () => {
    use.server.on(KEYS, keys());
    const uri = "mongodb://app:pa55w0rd@db/";
    const { inputs } = await check({}, rawOf({ config: { uri } }, false));
    expect(inputs).to.deep.include({ config: { uri: engineSecret(uri) } });
  });

  it("are read without a call from the state of an early release, and keep its form", async () => {
    const olds = { ...withoutDefaults(inputsOf({ config })), secretKeys: ["topic"] };
    const { inputs } = await check(olds, rawOf({ config }));
    expect(inputs).to.deep.include({ secretKeys: ["topic"] });
    expect(inputs).to.not.have.property("__secrets");
    expect(use.server.log).to.deep.equal([]);
  });
});

describe("check: references", () => {
  const { use, printed, rawOf } = useCheck();

  it("cause a warning in a preview if the workers do not resolve them", async () => {
    const topic = "${file:/nope:key}";
    const value = { name: "topic", value: topic, errors: [] };
    use.server.on(KEYS, keys()).on(VALIDATE, json({ configs: [{ value }] }));
    expect((await check({}, rawOf({ config: { topic } }))).failures).to.deep.equal([]);
    const warnings = printed.log.lines.filter((line) => line.startsWith("warn: "));
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(`config["topic"]: ${topic}`);
  });
});
