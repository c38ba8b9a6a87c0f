import "../../testkit/languages/use-plugin";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { ConnectorSet as Dynamic } from "../../index";
import { ConnectorSet as Native } from "../../native";
import { brokerAddress } from "../../sandbox/broker";
import { waitUntil } from "../../sandbox/wait";
import { eachWithYaml } from "../../testkit/languages/language-scenario";
import { testInstance } from "../../testkit/sandbox";
import { eachWithScenario, HEARTBEAT, SOURCE } from "../../testkit/connectors/scenario";

describe("a set of connectors in a YAML program", () => {
  const scenario = eachWithYaml();
  const unchanged = /Resources:\n\s+\d unchanged/;

  function program(members: Readonly<Record<string, object>>, more: object = {}) {
    const s = scenario();
    const connectors = Object.entries(members).map(([name, config]) => [
      s.name(name),
      { config: s.sourceConfig({ ...config }) },
    ]);
    const properties = {
      defaults: { class: SOURCE },
      connectors: Object.fromEntries(connectors) as object,
      ...more,
    };
    s.project.write({
      resources: { set: { type: "pulumi-kafka-connect:ConnectorSet", properties } },
      outputs: { statuses: "${set.statuses}" },
    });
  }

  it("runs on the provider's cluster, and keeps its credentials and the secrets of each connector secret", async () => {
    const s = scenario();
    const basicAuth = { username: "app", password: "hunter2-of-the-provider" };
    await s.project.configure({ url: s.proxy.url, basicAuth }, "--plaintext");
    const secret = { "db.password": "hunter2-by-name", harmless: { "fn::secret": "hunter2-mark" } };
    program({ a: secret, b: {} });
    const shown = [(await s.project.preview()).text, await s.up()];
    expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
    expect(await s.project.output("statuses")).to.deep.equal({
      [s.name("a")]: { type: "source", state: "running", tasks: 1, failedTasks: [] },
      [s.name("b")]: { type: "source", state: "running", tasks: 1, failedTasks: [] },
    });
    expect(await s.preview()).to.match(unchanged);
    expect(s.proxy.calls).to.deep.equal([]);

    program({ a: { ...secret, "batch.size": 7 } });
    const preview = await s.project.preview();
    expect(preview.text).to.match(/\+ batch\.size\s*: "7"/);
    expect(preview.text).to.contain(`the program no longer has "${s.name("b")}"`);
    shown.push(preview.text, await s.up(), (await s.project.refresh()).text);
    expect(s.proxy.writes).to.deep.equal([
      `PUT /connectors/${s.name("a")}/config`,
      `DELETE /connectors/${s.name("b")}`,
    ]);
    expect(await s.preview()).to.match(unchanged);
    expect(await s.rest.config(s.name("a"))).to.include({
      "db.password": "hunter2-by-name",
      harmless: "hunter2-mark",
    });
    for (const text of shown) expect(text).to.not.contain("hunter2");
    expect(s.project.rawState()).to.not.contain("hunter2");
    for (const { outputs } of await s.project.state()) {
      expect(outputs["cluster"]).to.deep.equal({ url: s.proxy.url });
    }
  });

  it("is validated by Connect in the preview, connector by connector", async () => {
    const s = scenario();
    program({ a: { "batch.size": "many" }, b: {} });
    const { code, text } = await s.project.preview();
    expect(code).to.not.equal(0);
    const path = `connectors["${s.name("a")}"].config["batch.size"]`;
    expect(text).to.contain(`${path}: Invalid value many`);
  });

  it("stops waiting at once after Ctrl-C, and the next run creates only what is missing", async () => {
    const s = scenario();
    const heartbeat = {
      "source.cluster.alias": "a",
      "target.cluster.alias": "b",
      "target.cluster.bootstrap.servers": brokerAddress(testInstance),
      "emit.heartbeats.enabled": false,
    };
    // These connectors never have tasks.
    program({ a: heartbeat, b: heartbeat }, { defaults: { class: HEARTBEAT } });
    const runs = async (name: string) =>
      (await s.rest.status(s.name(name)))?.connector.state === "RUNNING";
    const both = async () => (await runs("a")) && (await runs("b"));
    const waits = waitUntil(both, { what: "the connectors run", deadlineMs: 60_000 });
    const { seconds } = await s.project.interruptedUp(waits);
    expect(seconds).to.be.lessThan(20);
    expect(await s.project.pendingOperations()).to.deep.equal([]);
    program(
      { a: heartbeat, b: heartbeat },
      { defaults: { class: HEARTBEAT, waitFor: "connector" } },
    );
    await s.up();
    expect(s.proxy.writes).to.deep.equal([]);
    expect((await s.project.state()).map(({ initErrors }) => initErrors)).to.deep.equal([
      undefined,
      undefined,
    ]);
  });
});

describe("a stack with a set of connectors", () => {
  const scenario = eachWithScenario();

  it("moves to the plugin and back without a write, and the preview shows no changed argument", async () => {
    const s = scenario();
    const config = {
      file: s.file("in"),
      topic: s.name("topic"),
      "db.password": "hunter2-of-a-move",
      harmless: pulumi.secret("hunter2-by-mark"),
    };
    const args = {
      cluster: s.cluster,
      defaults: { class: SOURCE },
      connectors: { [s.name("a")]: { config }, [s.name("b")]: { config } },
    };
    const customTimeouts = { create: "5m" };
    await s.up(() => void new Dynamic("set", args, { customTimeouts }));
    const native = () => void new Native("set", args, { customTimeouts });
    const preview = await s.preview(native);
    // The component itself is new.
    expect(preview.changes).to.deep.equal({ create: 1, same: 3 });
    await s.up(native);
    expect(s.proxy.writes).to.deep.equal([]);
    expect((await s.preview(native)).changes).to.deep.equal({ same: 4 });
    expect(s.stack.rawState()).to.not.contain("hunter2");

    const back = (more: object = {}) => {
      const parent = pulumi.createUrn("set", "pulumi-kafka-connect:index:ConnectorSet");
      const aliases = [{ type: "pulumi-kafka-connect:index:ConnectorSetMembers", parent }];
      return void new Dynamic("set", { ...args, ...more }, { customTimeouts, aliases });
    };
    expect((await s.preview(back)).changes).to.not.have.any.keys("replace");
    await s.up(() => back());
    expect(s.proxy.writes).to.deep.equal([]);
    expect((await s.preview(() => back())).changes).to.deep.equal({ same: 3 });

    const one = { connectors: { [s.name("a")]: { config } } };
    await s.up(() => back(one));
    expect(s.proxy.writes).to.deep.equal([`DELETE /connectors/${s.name("b")}`]);
  });
});
