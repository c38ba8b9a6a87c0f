import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { olderVersions } from "../../sandbox/connect-version";
import { waitUntil } from "../../sandbox/wait";
import { olderLines, useOlderWorker } from "../../testkit/connect/older-worker";
import { isProof } from "../../testkit/proof";
import { eachWithScenario, SINK, STRINGS } from "../../testkit/connectors/scenario";

for (const line of olderLines) {
  describe(`Kafka Connect ${line}`, () => {
    const scenario = eachWithScenario({ workerUrl: useOlderWorker(line) });
    const version = olderVersions[line];
    const path = (of: string) => `/connectors/${scenario().name(of)}`;

    it("runs a source and a sink that are created with one POST each, and then nothing is left to do", async () => {
      const s = scenario();
      const { body } = await s.rest.call<{ version: string }>("GET", "/");
      expect(body.version).to.equal(version);
      const program = () => {
        const [source, sink] = [s.source(), s.sink()];
        return { source: source.state, sink: sink.state, tasks: sink.tasks };
      };
      const { outputs } = await s.up(program);
      expect(outputs).to.deep.include({ source: "running", sink: "running" });
      expect(outputs.tasks).to.have.length(1);
      expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
      expect((await s.preview(program)).changes).to.deep.equal({ same: 3 });
      expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    });

    const withVersion = () =>
      void scenario().source({ config: { "connector.plugin.version": version } });

    if (line === "3.9") {
      it("is refused a plugin version, which it would ignore, before anything is created", async () => {
        const s = scenario();
        for (const run of [await s.stack.preview(withVersion), await s.stack.up(withVersion)]) {
          expect(run.ok).to.equal(false);
          expect(run.text).to.contain(
            'config[\\"connector.plugin.version\\"]: needs Kafka Connect 4.1 or later',
          );
        }
        expect(s.proxy.writes).to.deep.equal([]);
      });
    } else {
      it("runs a connector with the plugin version that its config asks for", async () => {
        await scenario().up(withVersion);
        await scenario().rest.until(scenario().name("source"), "RUNNING");
      });
    }

    // The rest of the matrix runs in `make proof`. `make test` checks this line and its one difference.
    if (!isProof) return;

    it("creates a connector directly in the state paused or stopped", async () => {
      const s = scenario();
      await s.up(() => void [s.source({ state: "paused" }), s.sink({ state: "stopped" })]);
      expect(s.proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
      expect((await s.rest.status(s.name("source")))?.connector.state).to.equal("PAUSED");
      const stopped = await s.rest.status(s.name("sink"));
      expect(stopped?.connector.state).to.equal("STOPPED");
      expect(stopped?.tasks).to.deep.equal([]);
    });

    it("gets one write for a changed key, which the preview names", async () => {
      const s = scenario();
      await s.up(() => void s.source({ config: { "batch.size": 100 } }));
      const change = () => void s.source({ config: { "batch.size": 200 } });
      expect((await s.preview(change)).diffs).to.deep.equal({ source: ['config["batch.size"]'] });
      await s.up(change);
      expect(s.proxy.writes).to.deep.equal([`PUT ${path("source")}/config`]);
      expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "200" });
    });

    it("pauses, stops, resumes and restarts without a write of the config", async () => {
      const s = scenario();
      await s.up(() => void s.sink({ restartTriggers: [1] }));
      for (const [state, call] of [
        ["paused", "pause"],
        ["stopped", "stop"],
        ["running", "resume"],
      ] as const) {
        const run = await s.up(() => ({ state: s.sink({ state, restartTriggers: [1] }).state }));
        expect(s.proxy.writes, state).to.deep.equal([`PUT ${path("sink")}/${call}`]);
        expect(run.outputs.state).to.equal(state);
      }
      await s.up(() => void s.sink({ restartTriggers: [2] }));
      expect(s.proxy.writes).to.deep.equal([
        `POST ${path("sink")}/restart?includeTasks=true&onlyFailed=false`,
      ]);
    });

    it("sets the offsets of a source, and resets them when it is deleted", async () => {
      const s = scenario();
      writeFileSync(s.file("in"), "a\nb\nc\n");
      const fileHolds = (text: string) =>
        waitUntil(() => existsSync(s.file("out")) && readFileSync(s.file("out"), "utf8") === text, {
          what: `${text} in the file`,
          deadlineMs: 30_000,
        });
      const source = (more: Parameters<typeof s.source>[0] = {}) =>
        s.source({
          config: { "value.converter": STRINGS },
          onDelete: { resetOffsets: true },
          ...more,
        });
      const offsets = [{ partition: { filename: s.file("in") }, offset: { position: 2 } }];
      await s.up(() => void [source({ offsets }), s.sink()]);
      await fileHolds("b\nc\n");
      await s.up(() => void s.sink());
      const of = path("source");
      expect(s.proxy.writes).to.deep.equal([
        `PUT ${of}/stop`,
        `DELETE ${of}/offsets`,
        `DELETE ${of}`,
      ]);
      await s.up(() => void [source(), s.sink()]);
      await fileHolds("b\nc\na\nb\nc\n");
    });

    it("is brought back to the program's config and state after others changed a key and a state", async () => {
      const s = scenario();
      const program = () => void s.source({ config: { "batch.size": 100 } });
      await s.up(program);
      const config = { ...(await s.rest.config(s.name("source"))), "batch.size": "7" };
      await s.rest.write("PUT", `${path("source")}/config`, config);
      await s.rest.write("PUT", `${path("source")}/pause`);
      await s.rest.until(s.name("source"), "PAUSED");
      await s.refresh();
      const { diffs } = await s.preview(program);
      expect(diffs).to.deep.equal({ source: ['config["batch.size"]', "state"] });
      await s.up(program);
      await s.rest.until(s.name("source"), "RUNNING");
      expect(await s.rest.config(s.name("source"))).to.include({ "batch.size": "100" });
      expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    });

    it("reports the root cause of a failed task after the restarts, and the corrected program repairs it", async () => {
      const s = scenario();
      const run = await s.stack.up(
        () => void s.sink({ restartPolicy: { maxRetry: 1 }, config: { file: "/nowhere/out" } }),
      );
      expect(run.ok).to.equal(false);
      expect(run.text).to.contain("NoSuchFileException: /nowhere/out (after 1 restart)");
      expect((await s.stack.state())[0]?.outputs.failedTasks).to.deep.equal([0]);
      await s.up(() => void s.sink({ restartPolicy: { maxRetry: 1 } }));
      await s.rest.until(s.name("sink"), "RUNNING");
    });

    it("refuses an invalid config with its key, and an unknown class with the installed ones", async () => {
      const s = scenario();
      const invalid = await s.stack.preview(
        () => void s.source({ config: { "batch.size": "many" } }),
      );
      expect(invalid.ok).to.equal(false);
      expect(invalid.text).to.contain('config[\\"batch.size\\"]');
      const program = () => void s.source({ class: "com.example.NoSuchConnector" });
      for (const run of [await s.stack.preview(program), await s.stack.up(program)]) {
        expect(run.ok).to.equal(false);
        expect(run.text).to.contain(`${SINK} ${version}`).and.not.contain("PluginDesc");
      }
    });

    it("shows no secret that it refuses", async () => {
      const s = scenario();
      const secret = "hunter2-of-an-older-connect";
      const program = () => void s.source({ config: { "batch.size": pulumi.secret(secret) } });
      for (const run of [await s.stack.preview(program), await s.stack.up(program)]) {
        expect(run.ok).to.equal(false);
        expect(run.text).to.contain("batch.size").and.not.contain(secret);
      }
    });

    it("loses all connectors with the stack", async () => {
      const s = scenario();
      await s.up(() => void [s.source(), s.sink()]);
      expect((await s.stack.destroy()).ok).to.equal(true);
      expect((await s.rest.names()).filter((name) => name.startsWith(s.prefix))).to.deep.equal([]);
    });
  });
}
