import { expect } from "chai";
import { connectorResource } from "../../plugin/connector";
import { NOT_IMPORTED } from "../../provider/connector/imported";
import { opened, type Opened } from "../../plugin/wire";
import { PartialFailure } from "../../provider/connector/partial-failure";
import { systemClock } from "../../provider/core/clock";
import { markedSecret } from "../../provider/core/secret-mark";
import { UNKNOWN } from "../../provider/core/unknown";
import type { Raw } from "../../provider/core/values";
import { useLifecycle } from "../../testkit/connectors/lifecycle";
import { sampleInfo, sampleStatus } from "../../testkit/connectors/samples";
import { json } from "../../testkit/connect/scripted-server";
import { thrownBy } from "../../testkit/thrown";

const CLASS = "org.example.OrdersSource";
const POST = "POST /connectors";
const STATUSES = "GET /connectors?expand=status";
const LIST = "GET /connectors?expand=info&expand=status";
const KEYS = `GET /connector-plugins/${CLASS}/config`;
const VALIDATE = `PUT /connector-plugins/${CLASS}/config/validate`;

describe("the connector of the plugin", () => {
  const { use } = useLifecycle();
  const nothing = opened({});
  const write = { preview: false, timeout: 0 };
  const definition = (name: string, type: string) => ({ name, type });

  beforeEach(() => {
    use.server.on(
      KEYS,
      json([
        definition("connector.class", "STRING"),
        definition("topic", "STRING"),
        definition("phrase", "PASSWORD"),
        definition("db.password", "PASSWORD"),
      ]),
    );
  });

  /** With the credentials of the provider's configuration. */
  const resource = (more: object = { bearerToken: "hunter2-token" }) =>
    connectorResource({ url: use.server.url, ...more });

  async function checked(
    program: Raw,
    {
      olds = nothing,
      of = resource(),
    }: { olds?: Opened; of?: ReturnType<typeof connectorResource> } = {},
  ): Promise<Raw> {
    const { inputs, failures } = await of.check("orders", olds, opened(program));
    expect(failures).to.deep.equal([]);
    return inputs;
  }

  function live(config: Record<string, string>, state = "RUNNING"): void {
    const wire = { name: "orders", "connector.class": CLASS, "tasks.max": "1", ...config };
    const info = sampleInfo({ config: wire });
    use.server
      .on(LIST, json({ orders: { info, status: sampleStatus(state) } }))
      .on("GET /connectors/orders", json(info));
  }

  it("is named like its resource, and stores only the address of the provider's cluster", async () => {
    const inputs = await checked({ class: CLASS, config: { topic: "orders" } });
    expect(inputs).to.deep.equal({
      __cluster: "provider",
      cluster: { url: use.server.url },
      name: "orders",
      class: CLASS,
      state: "running",
      config: { topic: "orders" },
    });
  });

  it("uses the provider's credentials without storing them", async () => {
    const inputs = await checked({ class: CLASS, config: { topic: "orders" } });
    use.server
      .on(POST, json(sampleInfo(), 201))
      .on(STATUSES, json({ orders: { status: sampleStatus("RUNNING") } }));
    const { id, outs } = await resource().create(opened(inputs), write);
    expect(id).to.equal("orders");
    expect(JSON.stringify(outs)).to.not.contain("hunter2");
    expect(outs).to.deep.include({ cluster: { url: use.server.url }, __cluster: "provider" });
    const [call] = use.server.calls.filter(({ method }) => method === "POST");
    expect(call?.headers.authorization).to.equal("Bearer hunter2-token");
  });

  it("sends the provider's credentials to no other cluster", async () => {
    const inputs = await checked({ class: CLASS, config: { topic: "orders" } });
    const moved = connectorResource({ url: "http://other:8083", bearerToken: "hunter2-token" });
    use.server.on("DELETE /connectors/orders", json({}, 204)).on("GET /connectors", json([]));
    const outs = { ...inputs, connectorName: "orders", clusterId: use.server.url, tasks: [] };
    await moved.delete("orders", opened(outs), 0);
    for (const { headers } of use.server.calls.slice(-2)) {
      expect(headers.authorization).to.equal(undefined);
    }
  });

  it("marks what is secret by the program, by name, by Connect's type, and as a credential", async () => {
    const inputs = await checked(
      {
        class: CLASS,
        cluster: { url: use.server.url, basicAuth: { username: "app", password: "hunter2" } },
        config: {
          topic: "orders",
          harmless: markedSecret("hunter2"),
          "db.password": "hunter2",
          phrase: "hunter2",
          reference: "${file:/secrets:phrase}",
        },
        restartTriggers: ["a", markedSecret("hunter2")],
      },
      { of: connectorResource(undefined) },
    );
    const secret = markedSecret("hunter2");
    expect(inputs.config).to.deep.equal({
      topic: "orders",
      harmless: secret,
      "db.password": secret,
      phrase: secret,
      reference: "${file:/secrets:phrase}",
    });
    expect(inputs.cluster).to.deep.equal({
      url: use.server.url,
      basicAuth: { username: "app", password: secret },
    });
    expect(inputs.restartTriggers).to.deep.equal(markedSecret(["a", "hunter2"]));
  });

  it("marks each value of a config that is secret as a whole", async () => {
    const inputs = await checked({ class: CLASS, config: markedSecret({ topic: "a", b: "c" }) });
    expect(inputs.config).to.deep.equal({ topic: markedSecret("a"), b: markedSecret("c") });
  });

  it("accepts unknown values, and stores nothing wrong for them", async () => {
    const unknown = connectorResource(UNKNOWN);
    const inputs = await checked({ class: CLASS, config: UNKNOWN }, { of: unknown });
    expect(inputs).to.deep.include({ config: UNKNOWN, cluster: UNKNOWN });
    const { outs } = await unknown.create(opened(inputs), { ...write, preview: true });
    expect(outs).to.deep.include({ connectorName: "orders", clusterId: UNKNOWN, tasks: UNKNOWN });
  });

  it("previews a config that is secret as a whole and unknown", async () => {
    const inputs = await checked({ class: CLASS, config: markedSecret(UNKNOWN) });
    const { outs } = await resource().create(opened(inputs), { ...write, preview: true });
    expect(outs).to.deep.include({ config: UNKNOWN });
  });

  it("requires a cluster if neither the program nor the provider names one", async () => {
    const none = connectorResource(undefined);
    const { failures } = await none.check("orders", nothing, opened({ class: CLASS }));
    expect(failures.map(({ reason }) => reason)).to.deep.equal([
      "cluster: is required: the endpoint of a Connect cluster. Set the argument, or the " +
        "configuration `pulumi-kafka-connect:cluster`",
    ]);
  });

  it("names the output to use if a program passes a cluster's resource itself", async () => {
    const cluster = "urn:pulumi:dev::p::pulumi-kafka-connect:index:ConnectCluster::connect";
    const none = connectorResource(undefined);
    const { failures } = await none.check("orders", nothing, opened({ class: CLASS, cluster }));
    expect(failures.map(({ reason }) => reason).join()).to.contain("give the output `endpoint`");
  });

  it("differs from the state only in properties that a program can change", async () => {
    const inputs = await checked({ class: CLASS, config: { topic: "orders" } });
    const outs = { ...inputs, connectorName: "orders", clusterId: use.server.url, tasks: [] };
    const dynamic = { ...inputs, __provider: "text", timeouts: { create: "1m" }, secretKeys: [] };
    const diff = (news: Raw) =>
      resource().diff("orders", opened(outs), opened(news), opened(dynamic));
    expect([...(await diff(inputs)).changes]).to.deep.equal([]);
    const other = await checked({ class: CLASS, config: { topic: "other" }, name: "renamed" });
    const { changes, replaces } = await diff(other);
    expect(Object.fromEntries(changes)).to.deep.equal({ "config.topic": "update", name: "update" });
    expect(replaces).to.deep.equal(["name"]);
    const moved = connectorResource({ url: use.server.url, id: "a" });
    const news = await checked({ class: CLASS, config: { topic: "orders" } }, { of: moved });
    const withId = await moved.diff("orders", opened(outs), opened(news), opened(dynamic));
    expect(Object.fromEntries(withId.changes)).to.deep.equal({ "cluster.id": "add" });
    expect(withId.replaces).to.deep.equal([]);
  });

  it("fails a previewed create with what Connect refuses, and writes nothing", async () => {
    const inputs = await checked({ class: CLASS, config: { topic: "orders" } });
    const refused = {
      name: "topic",
      value: null,
      errors: ["Invalid value null for configuration topic"],
    };
    use.server.on(
      VALIDATE,
      json({ error_count: 1, configs: [{ definition: { name: "topic" }, value: refused }] }),
    );
    const preview = () => resource().create(opened(inputs), { preview: true, timeout: 0 });
    expect((await thrownBy(preview)).message).to.contain('config["topic"]: ');
    expect(use.server.log).to.not.include(POST);
  });

  it("refuses a negative limit before it calls Connect, in a preview too", async () => {
    const inputs = opened(await checked({ class: CLASS, config: { topic: "orders" } }));
    const before = use.server.log.length;
    for (const preview of [true, false]) {
      const write = { preview, timeout: -5 };
      const create = await thrownBy(() => resource().create(inputs, write));
      expect(create.message).to.equal("customTimeouts.create: must not be negative");
      const update = () => resource().update("orders", inputs, inputs, inputs, write);
      expect((await thrownBy(update)).message).to.equal(
        "customTimeouts.update: must not be negative",
      );
    }
    expect(use.server.log).to.have.length(before);
  });

  it("keeps secrets marked in the state of an unfinished create", async () => {
    const inputs = await checked({ class: CLASS, config: { "db.password": "hunter2" } });
    use.server
      .on(POST, json(sampleInfo(), 201))
      .on(STATUSES, json({ orders: { status: sampleStatus("RUNNING", []) } }));
    const failed = await thrownBy(
      () => resource().create(opened(inputs), { preview: false, timeout: 1 }),
      PartialFailure,
    );
    expect(failed.properties).to.deep.include({
      config: { "db.password": markedSecret("hunter2") },
    });
    expect(failed.properties).to.not.have.property("timeouts");
    expect(failed.message).to.contain("did not reach state running in time");
  });

  describe("that is imported", () => {
    const config = { topic: "orders", "db.password": "hunter2", phrase: "hunter3" };
    const program = (secrets: object) => ({
      class: CLASS,
      config: { topic: "orders", ...secrets },
    });
    const marks = { "db.password": NOT_IMPORTED, phrase: NOT_IMPORTED };
    const real = { "db.password": "hunter2", phrase: "hunter3" };

    async function imported(shown: Record<string, string> = config, state?: string) {
      live(shown, state);
      const found = await resource().read("orders", nothing, nothing);
      if (found === undefined) throw new Error("not found");
      return { outs: opened(found.outs), inputs: opened(found.inputs), found };
    }

    async function changesOf(given: Awaited<ReturnType<typeof imported>>, secrets: object) {
      const news = opened(await checked(program(secrets), { olds: given.inputs }));
      const { changes } = await resource().diff("orders", given.outs, news, given.inputs);
      return Object.fromEntries(changes);
    }

    it("has a mark for each secret in its inputs, and the secret in its outputs", async () => {
      const { found } = await imported();
      const secret = markedSecret(NOT_IMPORTED);
      expect(found.inputs).to.deep.include({
        name: "orders",
        class: CLASS,
        state: "running",
        config: { topic: "orders", "db.password": secret, phrase: secret },
      });
      expect(found.inputs).to.not.have.property("cluster");
      expect(found.outs.config).to.deep.equal({
        topic: "orders",
        "db.password": markedSecret("hunter2"),
        phrase: markedSecret("hunter3"),
      });
    });

    it("has its actual state, even if it has failed", async () => {
      expect((await imported(config, "PAUSED")).inputs.plain.state).to.equal("paused");
      await systemClock.sleep(11_000); // A list is kept for a while.
      expect((await imported(config, "FAILED")).inputs.plain.state).to.equal("running");
    });

    it("changes nothing with the generated program, or with one with the right secrets", async () => {
      const given = await imported();
      expect(await changesOf(given, marks)).to.deep.equal({});
      expect(await changesOf(given, real)).to.deep.equal({});
      expect(await changesOf(given, { ...real, phrase: "other" })).to.deep.equal({
        "config.phrase": "update",
      });
    });

    it("treats the program's secrets as those that a server masks", async () => {
      const masked = await imported({
        ...config,
        "db.password": "****",
        "api.url": "http://a:****@b",
      });
      expect(masked.inputs.plain.config).to.deep.include({ "api.url": NOT_IMPORTED });
      const secrets = { ...real, "db.password": "any", "api.url": "http://a:secret@b" };
      expect(await changesOf(masked, secrets)).to.deep.equal({});
    });

    it("refuses its marks in a program with any other change, or for a new connector", async () => {
      const given = await imported();
      for (const olds of [given.inputs, nothing]) {
        const changed = opened({ ...program(marks), tasksMax: 2 });
        const { failures } = await resource().check("orders", olds, changed);
        expect(failures.map(({ reason }) => reason).join()).to.match(
          /config\["db\.password"\]: is a mask .* Give the real secret/,
        );
      }
    });

    it("keeps its marks in a refresh, and shows a secret that others have changed", async () => {
      const { outs, inputs } = await imported();
      const same = await resource().read("orders", outs, inputs);
      expect(opened(same?.inputs ?? {}).plain.config).to.deep.equal({ topic: "orders", ...marks });
      live({ ...config, phrase: "hunter4" });
      await systemClock.sleep(11_000);
      const drifted = await resource().read("orders", outs, inputs);
      expect(opened(drifted?.inputs ?? {}).plain.config).to.not.deep.equal({
        topic: "orders",
        ...marks,
      });
    });

    it("needs a cluster in the provider's configuration", async () => {
      const none = connectorResource(undefined);
      const { message } = await thrownBy(() => none.read("orders", nothing, nothing));
      expect(message).to.contain("set the configuration `pulumi-kafka-connect:cluster`");
    });
  });
});
