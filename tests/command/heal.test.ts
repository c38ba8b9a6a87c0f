import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { CLI, cli, eachWithCli } from "../../testkit/command/cli";
import { connectError } from "../../testkit/connect/proxy";
import { SINK } from "../../testkit/connectors/scenario";

describe("heal", () => {
  const scenario = eachWithCli();
  const sink = { "connector.class": SINK, topics: "cli" };

  it("restarts with --once what has failed in two polls, and exits", async () => {
    const s = scenario();
    const file = path.join(tmpdir(), s.prefix, "out");
    const name = await s.create("sink", { ...sink, file });
    await s.rest.untilTaskFailed(name);
    s.makeFolder(path.dirname(file));
    writeFileSync(file, "");
    const { code, text } = await s.run("heal", "--once", "--every", "500ms");
    expect(code, text).to.equal(0);
    expect(text).to.match(
      new RegExp(`^${name}: restart 1 of at most 10: task 0 on .*NoSuchFileException`, "m"),
    );
    expect(text).to.not.include(file);
    await s.rest.until(name, "RUNNING");
    const again = await s.run("heal", "--once", "--every", "500ms");
    expect([again.code, again.text]).to.deep.equal([0, "nothing has failed\n"]);
  });

  it("exits with 1 when it could not restart something with --once", async () => {
    const s = scenario();
    const name = await s.create("sink", { ...sink, file: "/nowhere/out" });
    await s.rest.untilTaskFailed(name);
    s.proxy.rule = ({ method }) => (method === "POST" ? connectError(409, "no") : undefined);
    const { code, text } = await s.run("heal", "--once", "--every", "500ms");
    expect(code, text).to.equal(1);
  });

  it("says at once that the cluster cannot be reached, and exits with 3", async () => {
    for (const once of [["--once"], []]) {
      const { code, text } = await cli(["heal", ...once, "--url", "http://127.0.0.1:1"]);
      expect(code, text).to.equal(3);
      expect(text).to.match(/^(healing .*\n)?pulumi-kafka-connect: heal on .*--url.*\n$/);
    }
  });

  it("runs until Ctrl-C, and exits with 0", async () => {
    const s = scenario();
    const args = [CLI, "heal", "--every", "200ms", "--json", "--url", s.proxy.url];
    const healing = spawn(process.execPath, args);
    const ended = new Promise<number | null>((resolve) => healing.once("exit", resolve));
    const looks = () => s.proxy.count("GET /connectors?expand=status");
    try {
      await waitUntil(() => looks() >= 2, { what: "two polls", deadlineMs: 30_000 });
    } finally {
      healing.kill("SIGINT");
    }
    expect(await ended).to.equal(0);
  });
});
