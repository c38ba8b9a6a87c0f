import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { eachWithCli } from "../../testkit/command/cli";
import { SINK, SOURCE } from "../../testkit/connectors/scenario";

describe("restart, pause, resume and stop", () => {
  const scenario = eachWithCli();
  const source = { "connector.class": SOURCE, file: "/dev/null", topic: "cli" };
  const lost = { "connector.class": SINK, topics: "cli", file: "/nowhere/out" };

  async function running(): Promise<string> {
    const name = await scenario().create("orders", source);
    await scenario().rest.until(name, "RUNNING");
    return name;
  }

  it("return when the connector is in its new state, and report it", async () => {
    const s = scenario();
    const name = await running();
    const steps = [
      ["pause", "paused, with 1 task", "PAUSED", 1],
      ["stop", "stopped", "STOPPED", 0],
      ["resume", "running, with 1 task", "RUNNING", 1],
    ] as const;
    for (const [verb, said, state, tasks] of steps) {
      const { code, text } = await s.run(verb, name);
      expect(code, text).to.equal(0);
      expect(text).to.match(new RegExp(`\nconnector "${name}" is ${said}\n$`));
      const status = await s.rest.status(name);
      expect([status?.connector.state, status?.tasks.length]).to.deep.equal([state, tasks]);
    }
    expect(s.proxy.writes).to.deep.equal(
      ["pause", "stop", "resume"].map((verb) => `PUT /connectors/${name}/${verb}`),
    );
  });

  it("return at once with --no-wait", async () => {
    const s = scenario();
    const name = await running();
    const { code, text } = await s.run("pause", name, "--no-wait");
    expect(code, text).to.equal(0);
    expect(text).to.equal(`connector "${name}" will be paused\n`);
    await s.rest.until(name, "PAUSED");
  });

  it("restart a connector with its tasks, one task, or only what has failed", async () => {
    const s = scenario();
    const name = await running();
    const restarts = [
      [[], `restarting connector "${name}" and its task\n`],
      [["--task", "0"], `restarting task 0 of connector "${name}"\n`],
      [["--only-failed"], `nothing of connector "${name}" has failed: nothing to do\n`],
    ] as const;
    for (const [options, said] of restarts) {
      const { code, text } = await s.run("restart", name, ...options);
      expect(code, text).to.equal(0);
      expect(text).to.include(said);
    }
    expect(s.proxy.writes).to.deep.equal([
      `POST /connectors/${name}/restart?includeTasks=true&onlyFailed=false`,
      `POST /connectors/${name}/tasks/0/restart`,
    ]);
  });

  it("restart a task with --only-failed once its cause is gone", async () => {
    const s = scenario();
    const file = path.join(tmpdir(), s.prefix, "out");
    const name = await s.create("sink", { ...lost, file });
    await s.rest.untilTaskFailed(name);

    const failed = await s.run("restart", name, "--only-failed");
    expect(failed.code).to.equal(1);
    expect(failed.text).to.match(
      /^restarting task 0 of connector .*\npulumi-kafka-connect: .*: task 0 failed on .*: java\.nio\.file\.NoSuchFileException: .*--traces.*\n$/,
    );

    s.makeFolder(path.dirname(file));
    writeFileSync(file, "");
    const cured = await s.run("restart", name, "--only-failed");
    expect(cured.code, cured.text).to.equal(0);
    expect(cured.text).to.include(`connector "${name}" is running, with 1 task`);
    expect(new Set(s.proxy.writes)).to.deep.equal(
      new Set([`POST /connectors/${name}/restart?includeTasks=true&onlyFailed=true`]),
    );
  });

  it("leave a paused connector paused when it is restarted", async () => {
    const s = scenario();
    const name = await running();
    await s.rest.write("PUT", `/connectors/${name}/pause`);
    await s.rest.until(name, "PAUSED");
    const { code, text } = await s.run("restart", name);
    expect(code, text).to.equal(0);
    expect(text).to.include(`connector "${name}" is paused, with 1 task`);
  });

  it("exit with 4 for a connector or a task that does not exist, and write nothing", async () => {
    const s = scenario();
    const name = await running();
    for (const verb of ["restart", "pause", "resume", "stop"]) {
      const { code, text } = await s.run(verb, s.name("order"));
      expect(code, text).to.equal(4);
      // Nearest first: a worker may still list connectors that earlier tests have deleted.
      expect(text).to.include(`: did you mean "${name}"`);
    }
    const { code, text } = await s.run("restart", name, "--task", "7");
    expect(code).to.equal(4);
    expect(text).to.include(`has no task 7: it has 0\n`);
    expect(s.proxy.writes).to.deep.equal([]);
  });

  it("exit with 1 when the state is not reached in time, and say why", async () => {
    const s = scenario();
    const name = await running();
    s.proxy.rule = ({ path: call }) =>
      call.endsWith("/pause") ? { answer: { status: 202, body: "" } } : undefined;
    const { code, text } = await s.run("pause", name, "--timeout", "2s");
    expect(code).to.equal(1);
    expect(text).to.match(
      /: the connector is RUNNING, not yet PAUSED\. To wait longer, pass --timeout\n$/,
    );
  });
});

describe("offsets", () => {
  const scenario = eachWithCli();

  async function withOffsets(): Promise<string> {
    const s = scenario();
    const file = path.join(s.makeFolder(path.join(tmpdir(), s.prefix)), "in");
    writeFileSync(file, "one\ntwo\n");
    const topic = s.name("topic");
    const name = await s.create("source", { "connector.class": SOURCE, file, topic });
    await s.rest.until(name, "RUNNING");
    await waitUntil(async () => (await s.run("offsets", "get", name)).stdout.includes("position"), {
      what: "offsets",
      deadlineMs: 90_000,
    });
    return name;
  }

  it("are shown, and on request reset between a stop and a resume", async () => {
    const s = scenario();
    const name = await withOffsets();
    const shown = await s.run("offsets", "get", name);
    expect(shown.stdout).to.match(
      /^PARTITION +OFFSET\n\{"filename":".*\/in"\} +\{"position":8\}\n$/,
    );
    const json = await s.run("offsets", "get", name, "--json");
    expect(JSON.parse(json.stdout)).to.have.nested.property("offsets[0].offset.position", 8);

    s.proxy.reset();
    const unasked = await s.run("offsets", "reset", name);
    expect(unasked.code).to.equal(2);
    expect(unasked.text).to.include("pass --yes");
    const refused = await s.run("offsets", "reset", name, "--yes");
    expect(refused.code).to.equal(1);
    expect(refused.text).to.include("is running: its offsets can be reset while it is stopped");
    expect(s.proxy.writes).to.deep.equal([]);

    const reset = await s.run("offsets", "reset", name, "--yes", "--stop");
    expect(reset.code, reset.text).to.equal(0);
    expect(s.proxy.writes).to.deep.equal([
      `PUT /connectors/${name}/stop`,
      `DELETE /connectors/${name}/offsets`,
      `PUT /connectors/${name}/resume`,
    ]);
    await s.rest.until(name, "RUNNING");
  });

  it("of a stopped connector are reset without starting it", async () => {
    const s = scenario();
    const name = await withOffsets();
    expect((await s.run("stop", name)).code).to.equal(0);
    const reset = await s.run("offsets", "reset", name, "--yes");
    expect(reset.code, reset.text).to.equal(0);
    expect((await s.run("offsets", "get", name)).stdout).to.equal("no offsets\n");
    expect((await s.rest.status(name))?.connector.state).to.equal("STOPPED");
  });
});
