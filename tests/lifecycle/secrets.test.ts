import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Connector } from "../../testkit/connectors/adapter";
import { brokerAddress } from "../../sandbox/broker";
import type { Run } from "../../testkit/engine/engine";
import { testInstance } from "../../testkit/sandbox";
import { eachWithScenario, HEARTBEAT, SOURCE } from "../../testkit/connectors/scenario";

describe("a secret", () => {
  const scenario = eachWithScenario();
  const secret = "hunter2-of-a-config-";

  /** Everything that a run shows or logs, and everything that the state holds in plain text. */
  function appearsNowhere(runs: readonly Run[]): void {
    for (const run of runs) expect(run.text).to.not.contain(secret);
    expect(scenario().stack.rawState()).to.not.contain(secret);
  }

  it("in the config appears nowhere when the run succeeds", async () => {
    const s = scenario();
    const program = (size: number) => () => {
      const source = s.source({
        config: {
          "db.password": `${secret}1`,
          "api.token": pulumi.output(`${secret}2`),
          harmless: pulumi.secret(`${secret}3`),
          "batch.size": size,
        },
      });
      return { state: source.state, tasks: source.tasks };
    };
    const runs = [
      await s.preview(program(1)),
      await s.up(program(1)),
      await s.preview(program(2)),
      await s.up(program(2)),
      await s.refresh(),
      await s.stack.preview(program(3)),
    ];
    appearsNowhere(runs);
    expect(runs[2]?.diffs).to.deep.equal({ source: ['config["batch.size"]'] });
    expect(await s.rest.config(s.name("source"))).to.include({
      "db.password": `${secret}1`,
      "api.token": `${secret}2`,
      harmless: `${secret}3`,
    });
    appearsNowhere([await s.stack.destroy()]);
  });

  it("that changes appears in the preview as a change of its key, without its value", async () => {
    const s = scenario();
    const program = (n: number) => () =>
      void s.source({ config: { "db.password": `${secret}${n}`, "batch.size": 1 } });
    await s.up(program(1));
    const preview = await s.preview(program(2));
    expect(preview.diffs).to.deep.equal({ source: ['config["db.password"]'] });
    expect(preview.text).to.contain("batch.size");
    appearsNowhere([preview]);
  });

  it("that Connect refuses appears in no error, in preview and up", async () => {
    const s = scenario();
    const program = () =>
      void s.source({
        config: { "batch.size": pulumi.secret(secret), "db.password": `${secret}2` },
      });
    const runs = [await s.stack.preview(program), await s.stack.up(program)];
    for (const run of runs) {
      expect(run.ok).to.equal(false);
      expect(run.text).to.contain("batch.size");
    }
    appearsNowhere(runs);
  });

  it("that makes a task fail appears in no error and in no trace", async () => {
    const s = scenario();
    const program = () => {
      const sink = s.sink({
        restartPolicy: { maxRetry: 1 },
        config: { file: pulumi.secret(`/nowhere/${secret}`) },
      });
      return { trace: sink.trace, tasks: sink.tasks };
    };
    const run = await s.stack.up(program);
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("NoSuchFileException: [secret]");
    appearsNowhere([run, await s.refresh()]);
  });

  it("in a PASSWORD key of the connector is recognized, whatever the key's name", async () => {
    const s = scenario();
    const program = () =>
      void new Connector("heartbeat", {
        cluster: s.cluster,
        name: s.name("heartbeat"),
        class: HEARTBEAT,
        waitFor: "connector",
        config: {
          "emit.heartbeats.enabled": false,
          "source.cluster.alias": "a",
          "target.cluster.alias": "b",
          "target.cluster.bootstrap.servers": brokerAddress(testInstance),
          "ssl.truststore.certificates": secret, // Judged by its name it could be public.
        },
      });
    appearsNowhere([await s.preview(program), await s.up(program)]);
    const again = await s.up(program);
    expect(again.changes).to.deep.equal({ same: 2 });
    expect(s.proxy.calls).to.deep.equal([]);
    appearsNowhere([again]);
  });
});

describe("a `${file:…}` reference", () => {
  const scenario = eachWithScenario();
  const resolved = "hunter2-behind-a-reference";

  const reference = (value: string) => scenario().reference(value);

  function appearsNowhere(runs: readonly Run[]): void {
    for (const run of runs) expect(run.text).to.not.contain(resolved);
    expect(scenario().stack.rawState()).to.not.contain(resolved);
  }

  it("is shown as it is, and the value that it resolves to appears nowhere", async () => {
    const s = scenario();
    const topic = reference(`topic-${resolved}`);
    const program = () => void s.source({ config: { topic, "db.password": topic } });
    const runs = [await s.preview(program), await s.up(program), await s.refresh()];
    expect(runs[0]?.text).to.contain("${file:");
    appearsNowhere(runs);
  });

  it("that Connect refuses causes an error with its key, but without the resolved value", async () => {
    const s = scenario();
    const size = reference(`many-${resolved}`);
    const program = () => void s.source({ config: { "batch.size": size } });
    const runs = [await s.stack.preview(program), await s.stack.up(program)];
    for (const run of runs) expect(run.ok).to.equal(false);
    expect(runs[0]?.text).to.contain('config[\\"batch.size\\"]');
    appearsNowhere(runs);
  });

  it("that makes a task fail shows the class of the error, but not the resolved value", async () => {
    const s = scenario();
    const file = reference(`/nowhere/${resolved}`);
    const program = () => {
      const sink = s.sink({ restartPolicy: { maxRetry: 1 }, config: { file } });
      return { tasks: sink.tasks };
    };
    const run = await s.stack.up(program);
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("java.nio.file.NoSuchFileException: [withheld");
    appearsNowhere([run, await s.refresh()]);
  });
});

describe("a config that is secret as a whole", () => {
  const scenario = eachWithScenario();
  const secret = "hunter2-of-a-whole-config-";

  it("shows no change while nothing changes, and its drift is repaired without showing a value", async () => {
    const s = scenario();
    const password = `${secret}1`;
    const program = () =>
      void new Connector("source", {
        cluster: s.cluster,
        name: s.name("source"),
        class: SOURCE,
        config: pulumi.secret(password).apply((known) => ({
          file: s.file("in"),
          topic: s.name("topic"),
          "batch.size": "1",
          "db.password": known,
        })),
      });
    const runs = [await s.up(program)];
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);

    const path = `/connectors/${s.name("source")}/config`;
    const declared = await s.rest.config(s.name("source"));
    const drift = { "batch.size": "7", "db.password": `${secret}2` };
    await s.rest.write("PUT", path, { ...declared, ...drift });
    runs.push(await s.refresh(), await s.up(program));
    expect(s.proxy.writes).to.deep.equal([`PUT ${path}`]);
    expect(await s.rest.config(s.name("source"))).to.deep.equal(declared);
    runs.push(await s.preview(program));
    expect(runs.at(-1)?.changes).to.deep.equal({ same: 2 });
    for (const run of runs) expect(run.text).to.not.contain(secret);
    expect(s.stack.rawState()).to.not.contain(secret);
  });
});

describe("which keys are secret", () => {
  const scenario = eachWithScenario();

  it("appears in no diff, which shows only the changed keys", async () => {
    const s = scenario();
    const program = (config: Record<string, pulumi.Input<string>>) => () =>
      void s.source({ config });
    const created = await s.preview(program({ "db.password": "one-password" }));
    await s.up(program({ "db.password": "one-password" }));
    const more = program({ "db.token": "a-token", harmless: pulumi.secret("more-secrets") });
    const preview = await s.preview(more);
    expect(preview.diffs).to.deep.equal({
      source: ["config.harmless", 'config["db.password"]', 'config["db.token"]'],
    });
    const runs = [created, preview, await s.up(more), await s.preview(program({}))];
    // The printed text without the events, which hold the inputs as they are stored.
    const printed = runs.map(({ text }) => text.split('\n[{"', 1)[0]);
    for (const text of printed) expect(text).to.not.match(/secretKeys|__secrets/);
  });
});
