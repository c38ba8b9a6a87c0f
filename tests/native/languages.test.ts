import "../../testkit/languages/use-plugin";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { brokerAddress } from "../../sandbox/broker";
import { repositoryFolder } from "../../sandbox/paths";
import { waitUntil } from "../../sandbox/wait";
import { examplesFolder } from "../../testkit/docs/example-folder";
import { eachWithLanguage } from "../../testkit/languages/language-scenario";
import { languages, typescript, yaml } from "../../testkit/languages/languages";
import { itStandingFor } from "../../testkit/proof";
import { testInstance } from "../../testkit/sandbox";
import { Connector as DynamicConnector } from "../../index";
import { HEARTBEAT, Scenario, SINK, SOURCE } from "../../testkit/connectors/scenario";

for (const language of languages) {
  describe(`a ${language.name} program with the plugin`, () => {
    const scenario = eachWithLanguage(language);
    const unchanged = /Resources:\n\s+\d unchanged/;
    // What the language cannot change, YAML stands for.
    const itOfAny = itStandingFor(language === yaml);

    it("creates connectors, changes nothing when nothing has changed, and follows drift", async () => {
      const s = scenario();
      s.project.write({
        resources: { source: s.source({ config: { "batch.size": 100 } }), sink: s.sink() },
        outputs: { state: "${source.state}", tasks: "${sink.tasks}", type: "${sink.type}" },
      });
      await s.up();
      expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
      expect(await s.project.output("state")).to.equal("running");
      expect(await s.project.output("type")).to.equal("sink");
      expect(await s.project.output("tasks")).to.have.length(1);
      expect(await s.preview()).to.match(unchanged);
      expect(await s.up()).to.match(unchanged);
      expect(s.proxy.calls).to.deep.equal([]);

      const name = s.name("source");
      const config = { ...(await s.rest.config(name)), "batch.size": "7" };
      await s.rest.call("PUT", `/connectors/${name}/config`, config);
      const refreshed = await s.project.refresh();
      expect(refreshed.text).to.match(/~ batch\.size\s*: "100" => "7"/);
      expect(await s.preview()).to.match(/~ batch\.size\s*: "7" => "100"/);
      await s.up();
      expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${name}/config`]);
      expect(await s.rest.config(name)).to.include({ "batch.size": "100" });
    });

    itOfAny(
      "is validated by Connect in the preview, for a new connector and for a changed one",
      async () => {
        const s = scenario();
        s.project.write({ resources: { source: s.source({ config: { "batch.size": "many" } }) } });
        const refused = await s.project.preview();
        expect(refused.code).to.not.equal(0);
        expect(refused.text).to.match(/config\["batch\.size"\]: Invalid value many/);
        s.project.write({ resources: { source: s.source({ tasksMax: 0, name: "a/b" }) } });
        const wrong = await s.project.preview();
        expect(wrong.code).to.not.equal(0);
        expect(wrong.text).to.contain("tasksMax: must be a whole number of at least 1");
        expect(wrong.text).to.contain("name: must not be");
        s.project.write({ resources: { source: s.source() } });
        await s.up();
        s.project.write({ resources: { source: s.source({ class: "org.example.Missing" }) } });
        const changed = await s.project.preview();
        expect(changed.code).to.not.equal(0);
        expect(changed.text).to.contain("org.example.Missing");
        expect((await s.rest.names()).filter((name) => name.startsWith(s.prefix))).to.have.length(
          1,
        );
      },
    );

    it("keeps secrets out of the state and out of its output, by mark, name and type", async () => {
      const s = scenario();
      const basicAuth = { username: "app", password: "hunter2-of-the-provider" };
      await s.project.configure({ url: s.proxy.url, basicAuth }, "--plaintext");
      s.project.write({
        resources: {
          source: s.source({
            config: {
              "db.password": "hunter2-by-name",
              harmless: { "fn::secret": "hunter2-by-mark" },
            },
            restartTriggers: ["plain", { "fn::secret": "hunter2-of-a-trigger" }],
          }),
        },
        outputs: { state: "${source.state}" },
      });
      const shown = [
        (await s.project.preview()).text,
        await s.up(),
        (await s.project.refresh()).text,
      ];
      expect(await s.preview()).to.match(unchanged);
      for (const text of shown) expect(text).to.not.contain("hunter2");
      expect(s.project.rawState()).to.not.contain("hunter2");
      const [kept] = await s.project.state();
      expect(kept?.outputs["cluster"]).to.deep.equal({ url: s.proxy.url });
      expect(await s.rest.config(s.name("source"))).to.include({
        "db.password": "hunter2-by-name",
        harmless: "hunter2-by-mark",
      });
    });

    itOfAny(
      "stops waiting at once after Ctrl-C, and the next run creates only what is missing",
      async () => {
        const s = scenario();
        const name = s.name("heartbeat");
        const heartbeat = (waitFor: string) => ({
          type: "pulumi-kafka-connect:Connector",
          properties: {
            name,
            class: HEARTBEAT,
            waitFor,
            config: {
              "source.cluster.alias": "a",
              "target.cluster.alias": "b",
              "target.cluster.bootstrap.servers": brokerAddress(testInstance),
              "emit.heartbeats.enabled": false,
            },
          },
        });
        // This connector never has tasks.
        s.project.write({ resources: { heartbeat: heartbeat("tasks") } });
        const waits = waitUntil(
          async () => (await s.rest.status(name))?.connector.state === "RUNNING",
          { what: "the connector runs", deadlineMs: 60_000 },
        );
        const { text, seconds } = await s.project.interruptedUp(waits);
        expect(seconds).to.be.lessThan(20);
        expect(text).to.contain("interrupted. Run the command again");
        const [kept] = await s.project.state();
        expect(kept?.id).to.equal(name);
        expect(await s.project.pendingOperations()).to.deep.equal([]);
        s.project.write({ resources: { heartbeat: heartbeat("connector") } });
        await s.up();
        expect(s.proxy.writes).to.deep.equal([]);
        expect((await s.project.state())[0]?.initErrors).to.equal(undefined);
      },
    );

    itOfAny("asks the provider's cluster for a status and for the plugins", async () => {
      const s = scenario();
      s.project.write({
        resources: { sink: s.sink() },
        variables: {
          status: {
            "fn::invoke": {
              function: "pulumi-kafka-connect:getConnectorStatus",
              arguments: { name: "${sink.connectorName}" },
            },
          },
          plugins: {
            "fn::invoke": { function: "pulumi-kafka-connect:getConnectorPlugins", arguments: {} },
          },
        },
        outputs: { state: "${status.state}", plugins: "${plugins.plugins}" },
      });
      await s.up();
      expect(await s.project.output("state")).to.equal("running");
      expect(JSON.stringify(await s.project.output("plugins"))).to.contain(SINK);
    });

    itOfAny(
      "adopts a connector by the option `import`, and writes only what differs from it",
      async () => {
        const s = scenario();
        const name = s.name("source");
        const config = s.sourceConfig({ "db.password": "hunter2-of-an-import" });
        await s.post(name, config);
        s.project.write({ resources: { source: s.source({ config }, { import: name }) } });
        await s.up();
        expect(s.proxy.writes).to.deep.equal([]);
        s.project.write({
          resources: { source: s.source({ config: { ...config, "batch.size": 7 } }) },
        });
        await s.up();
        expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${name}/config`]);
        expect(await s.rest.config(name)).to.include({ ...config, "batch.size": "7" });
        expect(s.project.rawState()).to.not.contain("hunter2");
      },
    );

    itOfAny("reads a connector that the stack does not manage, and never deletes it", async () => {
      const s = scenario();
      const name = s.name("theirs");
      await s.post(name, s.sourceConfig());
      const theirs = { type: "pulumi-kafka-connect:Connector", get: { id: name } };
      s.project.write({ resources: { theirs }, outputs: { tasks: "${theirs.tasks}" } });
      await s.up();
      expect(await s.project.output("tasks")).to.have.length(1);
      await s.project.must("destroy", "--yes", "--skip-preview", "--stack", "dev");
      expect(await s.rest.names()).to.include(name);
    });

    itOfAny(
      "moves a stack from the dynamic resource without a write and without an alias",
      async () => {
        const s = scenario();
        const dynamic = await Scenario.begin();
        try {
          const config = s.sourceConfig({ "db.password": "hunter2-of-a-move" }) as Record<
            string,
            string
          >;
          const args = {
            cluster: { url: s.proxy.url },
            name: s.name("source"),
            class: SOURCE,
            config,
          };
          await dynamic.up(() => void new DynamicConnector("source", args));
          await s.project.takeState(dynamic.stack);
          s.project.write({ resources: { source: s.source({ config }) } });
          const preview = await s.preview();
          expect(preview).to.not.match(/\d to (create|delete|replace)/);
          await s.up();
          expect(s.proxy.writes).to.deep.equal([]);
          expect(await s.preview()).to.match(unchanged);
          const types = (await s.project.state()).map(({ type }) => type);
          expect(types).to.deep.equal(["pulumi-kafka-connect:index:Connector"]);
        } finally {
          await dynamic.end();
        }
      },
    );

    it("manages a set of connectors: a change of one of them touches no other", async () => {
      const s = scenario();
      const program = (members: Readonly<Record<string, object>>) => {
        const all = Object.entries(members).map(([of, config]) => [
          s.name(of),
          { config: s.sourceConfig({ ...config }) },
        ]);
        const connectors = Object.fromEntries(all) as object;
        const properties = { defaults: { class: SOURCE, tasksMax: 1 }, connectors };
        s.project.write({
          resources: { set: { type: "pulumi-kafka-connect:ConnectorSet", properties } },
          outputs: { statuses: "${set.statuses}" },
        });
      };
      const secret = { harmless: { "fn::secret": "hunter2-of-a-set" } };
      program({ a: secret, b: {} });
      await s.up();
      expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
      const statuses = (await s.project.output("statuses")) as Record<string, object>;
      expect(Object.keys(statuses)).to.have.members([s.name("a"), s.name("b")]);
      // Each language has its own style for names such as `failedTasks`.
      for (const status of Object.values(statuses)) {
        expect(status).to.include({ type: "source", state: "running", tasks: 1 });
      }
      expect(await s.preview()).to.match(unchanged);
      expect((await s.project.refresh()).text).to.match(unchanged);

      program({ a: { ...secret, "batch.size": 7 }, c: {} });
      expect(await s.preview()).to.match(/\+ batch\.size\s*: "7"/);
      await s.up();
      expect(s.proxy.writes).to.have.members([
        `PUT /connectors/${s.name("a")}/config`,
        "POST /connectors",
        `DELETE /connectors/${s.name("b")}`,
      ]);
      expect(s.project.rawState()).to.not.contain("hunter2");
      await s.project.must("destroy", "--yes", "--skip-preview", "--stack", "dev");
      expect((await s.rest.names()).filter((name) => name.startsWith(s.prefix))).to.deep.equal([]);
    });
    // The TypeScript example uses the dynamic resource.
    if (language === typescript) return;

    it("can be as short as the example, which uses the provider's cluster", async () => {
      const s = scenario();
      const example = path.join(examplesFolder, language.example[0]);
      await s.project.copyExample(example, (text) =>
        text.replaceAll("orders-to-file", s.name("orders-to-file")),
      );
      await s.up();
      expect(await s.project.output("state")).to.equal("running");
      expect(await s.rest.names()).to.include(s.name("orders-to-file"));
    });
  });
}

describe("the README", () => {
  it("quotes the example of a YAML program", () => {
    const text = readFileSync(path.join(examplesFolder, "yaml", "Pulumi.yaml"), "utf8");
    const readme = readFileSync(path.join(repositoryFolder, "README.md"), "utf8");
    expect(readme).to.contain(text.slice(text.indexOf("resources:"), text.indexOf("outputs:")));
  });
});
