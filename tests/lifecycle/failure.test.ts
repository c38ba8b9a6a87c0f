import { mkdirSync } from "node:fs";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { sandbox } from "../../testkit/sandbox";
import { eachWithScenario, SINK, SOURCE } from "../../testkit/connectors/scenario";

describe("a connector that fails", () => {
  const scenario = eachWithScenario();

  it("fails the deployment with the root cause, stays in the state, and is repaired by the corrected program", async () => {
    const s = scenario();
    const never = { type: "Never" as const };
    const broken = await s.stack.up(
      () => void s.sink({ restartPolicy: never, config: { file: "/nowhere/out" } }),
    );
    expect(broken.ok).to.equal(false);
    expect(broken.text).to.match(
      /task 0 FAILED on worker 127\.0\.0\.1:\d+: java\.nio\.file\.NoSuchFileException: \/nowhere\/out/,
    );
    const [kept] = await s.stack.state();
    expect(kept?.id).to.equal(s.name("sink"));
    expect(kept?.initErrors).to.have.length(1);
    expect(kept?.outputs.failedTasks).to.deep.equal([0]);
    expect(s.proxy.writes).to.deep.equal(["POST /connectors"]);

    const run = await s.up(() => ({ tasks: s.sink({ restartPolicy: never }).tasks }));
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("sink")}/config`]);
    expect(run.outputs.tasks).to.have.length(1);
    await s.rest.until(s.name("sink"), "RUNNING");
    expect((await s.stack.state())[0]?.initErrors).to.equal(undefined);
  });

  it("is restarted under OnFailure maxRetry times, and no more", async () => {
    const s = scenario();
    const run = await s.stack.up(
      () => void s.sink({ restartPolicy: { maxRetry: 1 }, config: { file: "/nowhere/out" } }),
    );
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("NoSuchFileException: /nowhere/out (after 1 restart)");
    const restart = `POST /connectors/${s.name("sink")}/restart?includeTasks=true&onlyFailed=true`;
    expect(s.proxy.count(restart)).to.equal(1);
  });

  it("is restarted only once when it fails in the same way again", async () => {
    const s = scenario();
    const run = await s.stack.up(() => void s.sink({ config: { file: "/nowhere/out" } }));
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("/nowhere/out (after 1 restart, the same failure again)");
    const restart = `POST /connectors/${s.name("sink")}/restart?includeTasks=true&onlyFailed=true`;
    expect(s.proxy.count(restart)).to.equal(1);
  });

  it("is healed while the deployment waits when the cause goes away", async () => {
    const s = scenario();
    const sink = () => void s.sink({ config: { file: `${s.file("late")}/out` } });
    const running = s.stack.up(sink);
    await s.rest.untilTaskFailed(s.name("sink"));
    mkdirSync(s.file("late"));
    const run = await running;
    expect(run.ok, run.text.slice(0, 2000)).to.equal(true);
    await s.rest.until(s.name("sink"), "RUNNING");
  });

  it("is repaired by the next up when it was healed in between, without a change to the program", async () => {
    const s = scenario();
    const sink = () =>
      void s.sink({ restartPolicy: { type: "Never" }, config: { file: `${s.file("late")}/out` } });
    expect((await s.stack.up(sink)).ok).to.equal(false);
    mkdirSync(s.file("late"));
    expect((await s.preview(sink)).changes).to.deep.equal({ same: 1, update: 1 });
    await s.up(sink);
    expect(s.proxy.writes).to.deep.equal([
      `POST /connectors/${s.name("sink")}/restart?includeTasks=true&onlyFailed=true`,
    ]);
    await s.rest.until(s.name("sink"), "RUNNING");
  });

  it("fails an update too when the new config breaks a task, and going back repairs it", async () => {
    const s = scenario();
    await s.up(() => void s.sink());
    const run = await s.stack.up(
      () => void s.sink({ restartPolicy: { type: "Never" }, config: { file: "/nowhere/out" } }),
    );
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("NoSuchFileException: /nowhere/out");
    const kept = (await s.stack.state())[0]?.outputs.config as Record<string, string>;
    expect(kept.file).to.equal("/nowhere/out");

    await s.up(() => void s.sink());
    expect(s.proxy.writes).to.deep.equal([`PUT /connectors/${s.name("sink")}/config`]);
    await s.rest.until(s.name("sink"), "RUNNING");
  });
});

describe("an invalid connector", () => {
  const scenario = eachWithScenario();

  it("is caught in the preview with the keys' names, all of them at once", async () => {
    const s = scenario();
    const run = await s.stack.preview(
      () =>
        void s.source({
          config: { "batch.size": "many", "errors.retry.timeout": "long" },
          class: SOURCE,
        }),
    );
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain('config[\\"batch.size\\"]');
    expect(run.text).to.contain("Invalid value many for configuration batch.size");
    expect(run.text).to.contain('config[\\"errors.retry.timeout\\"]');
    expect(s.proxy.writes).to.deep.equal([]);
  });

  it("is caught in the preview without a call to Connect when its arguments are wrong", async () => {
    const s = scenario();
    const run = await s.stack.preview(
      () => void s.source({ name: "a/b", tasksMax: 0, config: { "tasks.max": 3 } }),
    );
    expect(run.ok).to.equal(false);
    for (const text of ["cannot address it", "whole number of at least 1", "contradicts"]) {
      expect(run.text).to.contain(text);
    }
    expect(s.proxy.calls).to.deep.equal([]);
  });

  it("of a class that is not installed fails with the installed classes, in preview and in up", async () => {
    const s = scenario();
    const program = () => void s.source({ class: "com.example.NoSuchConnector" });
    for (const run of [await s.stack.preview(program), await s.stack.up(program)]) {
      expect(run.ok).to.equal(false);
      expect(run.text).to.contain(
        "com.example.NoSuchConnector is not installed on the Connect workers",
      );
      const { version } = (await sandbox()).worker;
      expect(run.text).to.contain(`${SINK} ${version}`);
      expect(run.text).to.not.contain("PluginDesc");
    }
  });

  it("is not validated when the program turns that off", async () => {
    const s = scenario();
    await s.preview(() => void s.source({ validate: false, config: { "batch.size": "many" } }));
    expect(s.proxy.calls.filter(({ path }) => path.endsWith("/validate"))).to.deep.equal([]);
  });

  it("is validated without the values that are not known yet", async () => {
    const s = scenario();
    const run = await s.stack.preview(() => {
      const first = s.sink();
      const topic = pulumi.interpolate`${first.type}`;
      s.source({ config: { topic, "batch.size": "many", "batch.sise": 1 } });
    });
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("Invalid value many for configuration batch.size");
    expect(run.text).to.not.contain('config[\\"topic\\"]');
    expect(run.text).to.contain("did you mean");
  });

  it("is validated only when it has changed", async () => {
    const s = scenario();
    const program = (size: number) => () =>
      void [s.sink(), s.source({ config: { "batch.size": size } })];
    await s.up(program(1));
    await s.preview(program(2));
    const validated = s.proxy.calls.filter(({ path }) => path.endsWith("/validate"));
    expect(validated).to.have.length(1);
    expect(validated[0]?.body).to.contain(s.name("source"));
  });
});
