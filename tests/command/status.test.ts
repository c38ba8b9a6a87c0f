import { spawn } from "node:child_process";
import { expect } from "chai";
import type { ConnectorReport } from "../../cli/status-model";
import { waitUntil } from "../../sandbox/wait";
import { CLI, cli, eachWithCli } from "../../testkit/command/cli";
import { SINK, SOURCE } from "../../testkit/connectors/scenario";

describe("status", () => {
  const scenario = eachWithCli();
  const source = { "connector.class": SOURCE, file: "/dev/null", topic: "cli" };
  const lost = { "connector.class": SINK, topics: "cli" };
  const LIST = "GET /connectors?expand=status";

  const own = (stdout: string) => {
    const { connectors } = JSON.parse(stdout) as { connectors: ConnectorReport[] };
    return connectors.filter(({ name }) => name.startsWith(scenario().prefix));
  };

  it("answers for 200 connectors from one call", async () => {
    const s = scenario();
    const ids = Array.from({ length: 200 }, (_, i) => String(i));
    await Promise.all(ids.map((id) => s.create(id, source)));
    await waitUntil(
      async () => {
        const all = await s.rest.call<Record<string, { status: { tasks: { state: string }[] } }>>(
          "GET",
          "/connectors?expand=status",
        );
        const running = Object.entries(all.body).filter(
          ([name, { status }]) => name.startsWith(s.prefix) && status.tasks[0]?.state === "RUNNING",
        );
        return running.length === ids.length;
      },
      { what: "200 running connectors", deadlineMs: 120_000 },
    );

    const answered = await s.run("status");
    expect(answered.code, answered.text).to.equal(0);
    expect(s.proxy.calls.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([LIST]);
    const lines = answered.stdout.split("\n").filter((line) => line.startsWith(s.prefix));
    expect(lines).to.have.length(200);
    expect(lines.every((line) => / {2}source {2}running {2}1\/1 {2}/.test(line))).to.equal(true);
    expect(lines[2], "in the order of their numbers").to.match(/-2 /);
    expect(answered.stdout).to.match(/\n\d+ connectors: .*\d+ running; \d+ tasks\n$/);
  });

  it("lists failures first, with their root causes, and exits with 1", async () => {
    const s = scenario();
    const well = await s.create("a-well", source);
    const failed = await s.create("z-failed", { ...lost, file: "/nowhere/out" });
    await Promise.all([s.rest.until(well, "RUNNING"), s.rest.untilTaskFailed(failed)]);

    const answered = await s.run("status", "--json");
    expect(answered.code).to.equal(1);
    const [first, second] = own(answered.stdout);
    expect(first).to.deep.include({ name: failed, type: "sink", state: "running" });
    expect(first?.health).to.equal("failed");
    expect(first?.tasks).to.deep.equal([
      {
        id: 0,
        state: "failed",
        workerId: first?.workerId,
        reason: "java.nio.file.NoSuchFileException: /nowhere/out",
      },
    ]);
    expect(second).to.deep.include({ name: well, type: "source", health: "ok" });
    expect(s.proxy.count(LIST)).to.equal(1);
    expect(s.proxy.count(`GET /connectors/${failed}`), "of a few, each config alone").to.equal(1);

    const read = await s.run("status", failed);
    expect(read.code).to.equal(1);
    expect(s.proxy.count(LIST)).to.equal(1);
    expect(read.stdout).to.match(/TASK +STATE +WORKER +REASON\n0 +failed .*NoSuchFileException/);
    expect(read.stdout).to.not.include(well).and.not.include("\tat ");
    const traced = await s.run("status", failed, "--traces");
    expect(traced.stdout).to.match(/task 0 on .*\n.*ConnectException: .*\n +at org\.apache/);
  });

  it("prints neither a secret of the config nor the value that a reference resolves to", async () => {
    const s = scenario();
    const password = "hunter2-in-the-path";
    const reference = "${dir:/etc:hostname}";
    const plain = await s.create("plain", {
      ...lost,
      file: `/nowhere/${password}`,
      "file.password": password,
    });
    const referring = await s.create("referring", { ...lost, file: "/nowhere/x", note: reference });
    await Promise.all([s.rest.untilTaskFailed(plain), s.rest.untilTaskFailed(referring)]);
    for (const args of [["status"], ["status", "--traces"], ["status", "--json", "--traces"]]) {
      const { text } = await s.run(...args);
      expect(text).to.include("NoSuchFileException: /nowhere/[secret]");
      expect(text).to.not.include(password);
      expect(text, "a trace of a config with references").to.not.include("/nowhere/x");
    }
  });

  it("shows only classes when the configs cannot be read", async () => {
    const s = scenario();
    const failed = await s.create("failed", { ...lost, file: "/nowhere/out" });
    await s.rest.untilTaskFailed(failed);
    s.proxy.rule = ({ path }) =>
      path === `/connectors/${failed}` ? { answer: { status: 403, body: "" } } : undefined;
    const { code, text } = await s.run("status", failed, "--traces");
    expect(code).to.equal(1);
    expect(text).to.include("NoSuchFileException").and.not.include("/nowhere/out");
  });

  it("suggests similar names for one that does not exist, and exits with 4", async () => {
    const s = scenario();
    await s.create("orders", source);
    const { code, text } = await s.run("status", s.name("ordrs"));
    expect(code).to.equal(4);
    expect(text).to.equal(
      `pulumi-kafka-connect: there is no connector "${s.name("ordrs")}" on ${s.proxy.url}: ` +
        `did you mean "${s.name("orders")}"?\n`,
    );
  });

  it("says in one line that the cluster cannot be reached, and exits with 3 at once", async () => {
    const { code, text } = await cli(["status", "--url", "http://127.0.0.1:1"]);
    expect(code).to.equal(3);
    expect(text).to.match(/^pulumi-kafka-connect: status on http:\/\/127\.0\.0\.1:1: .*--url.*\n$/);
  });

  it("waits no longer for an answer than the timeout", async () => {
    const s = scenario();
    s.proxy.rule = () => ({ delayMs: 5_000 });
    const { code, text } = await s.run("status", "--timeout", "300ms");
    expect(code).to.equal(3);
    expect(text).to.match(/^pulumi-kafka-connect: .*timeout.*\n$/);
  });

  it("prints a block for each change with --watch and no terminal, and exits with 0 on Ctrl-C", async () => {
    const s = scenario();
    const name = await s.create("orders", source);
    await s.rest.until(name, "RUNNING");
    const watching = spawn(process.execPath, [
      ...[CLI, "status", name, "--watch", "--json", "--url", s.proxy.url],
    ]);
    let printed = "";
    watching.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => watching.once("exit", resolve));
    const states = () =>
      printed
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (line.includes('"error"') ? "away" : own(line)[0]?.state));
    const looks = () => s.proxy.count(`GET /connectors/${name}/status`);
    const until = (condition: () => boolean, what: string) =>
      waitUntil(condition, { what, deadlineMs: 30_000 });
    try {
      await until(() => looks() >= 2, "a second look");
      expect(states()).to.deep.equal(["running"]);
      await s.rest.write("PUT", `/connectors/${name}/pause`);
      await until(() => states().includes("paused"), "the pause");
      await s.proxy.close();
      await until(() => states().at(-1) === "away", "news of the absence");
      await s.proxy.open();
      await until(() => states().at(-1) === "paused", "the return");
    } finally {
      watching.kill("SIGINT");
    }
    expect(await ended).to.equal(0);
  });
});
