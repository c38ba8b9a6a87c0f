import { expect } from "chai";
import { Connector } from "../../index";
import { cli } from "../../testkit/command/cli";
import { Gate } from "../../testkit/connect/gate";
import { eachWithScenario, type Scenario, SOURCE } from "../../testkit/connectors/scenario";
import type { ConnectorReport } from "../../cli/status-model";

describe("--stack", () => {
  const scenario = eachWithScenario();
  const password = "hunter2-of-the-stack";
  const expected = `Basic ${Buffer.from(`operator:${password}`).toString("base64")}`;

  /** Runs in the folder of the project, with the backend and passphrase of the stack. */
  function run(s: Scenario, ...args: string[]) {
    const { workspace, name } = s.stack.stack;
    return cli([...args, "--stack", name, "--cwd", workspace.workDir], {
      env: workspace.envVars,
    }).then((result) => {
      expect(result.text).to.not.include(password).and.not.include(expected.slice(6, -4));
      return result;
    });
  }

  let gate: Gate;
  before(async () => {
    gate = await Gate.start();
    gate.admits = ({ authorization }) => authorization === expected;
  });
  after(() => gate.close());

  const connector = (s: Scenario, resource: string, url = gate.url) =>
    new Connector(resource, {
      cluster: { url, basicAuth: { username: "operator", password } },
      name: s.name(resource),
      class: SOURCE,
      config: { file: "/dev/null", topic: s.name("topic") },
    });

  it("provides URL, password and connectors, accepts their names in the program, and prints no secret", async () => {
    const s = scenario();
    await s.up(() => void connector(s, "orders"));
    const all = await run(s, "status");
    expect(all.code, all.text).to.equal(0);
    expect(all.stdout).to.match(/^NAME +TYPE +STATE +TASKS +WORKER +DECLARED\n/);
    expect(all.stdout).to.match(new RegExp(`^${s.name("orders")} .* running *$`, "m"));

    const paused = await run(s, "pause", "orders");
    expect(paused.code, paused.text).to.equal(0);
    expect(paused.text).to.include("the stack declares it running: `pulumi up --refresh`");
    await s.rest.until(s.name("orders"), "PAUSED");
    const unknown = await run(s, "pause", "order");
    expect(unknown.code).to.equal(4);
    expect(unknown.text).to.include('"orders"');
  });

  it("shows connectors that are paused, deleted, or not in the stack", async () => {
    const s = scenario();
    await s.up(() => void [connector(s, "paused"), connector(s, "gone"), connector(s, "well")]);
    await s.rest.write("DELETE", `/connectors/${s.name("gone")}`);
    await s.rest.write("PUT", `/connectors/${s.name("paused")}/pause`);
    const config = { "connector.class": SOURCE, file: "/dev/null", topic: "cli" };
    await s.rest.write("POST", "/connectors", { name: s.name("foreign"), config });
    await s.rest.until(s.name("paused"), "PAUSED");
    await s.rest.until(s.name("foreign"), "RUNNING");

    const { code, stdout, text } = await run(s, "status", "--json");
    expect(code, text).to.equal(1);
    const { connectors } = JSON.parse(stdout) as { connectors: ConnectorReport[] };
    const seen = connectors
      .filter(({ name }) => name.startsWith(s.prefix))
      .map(({ name, state, health, stack }) => [name, state, health, stack?.resource ?? null]);
    expect(seen).to.deep.equal([
      [s.name("gone"), "missing", "missing", "gone"],
      [s.name("paused"), "paused", "changed", "paused"],
      [s.name("foreign"), "running", "ok", null],
      [s.name("well"), "running", "ok", "well"],
    ]);
    const table = await run(s, "status");
    expect(table.stdout).to.match(/; 1 not as declared; \d+ not in the stack\n$/);
    const gone = await run(s, "restart", "gone");
    expect(gone.code).to.equal(4);
    expect(gone.text).to.include("is in the stack, but not on");
  });

  it("of a stack with several clusters needs --cluster", async () => {
    const s = scenario();
    const direct = s.proxy.url;
    await s.up(() => void [connector(s, "one"), connector(s, "two", direct)]);
    const unsaid = await run(s, "status");
    expect(unsaid.code).to.equal(2);
    expect(unsaid.text).to.include(gate.url).and.include(direct);
    const said = await run(s, "status", "one", "--cluster", gate.url);
    expect(said.code, said.text).to.equal(0);
    expect(said.stdout).to.include(s.name("one"));
    const wrong = await run(s, "status", "--cluster", "http://elsewhere");
    expect(wrong.code).to.equal(4);
  });

  it("exits with 5 and Pulumi's own message for a stack that does not exist or cannot be decrypted", async () => {
    const s = scenario();
    await s.up(() => void connector(s, "orders"));
    const { workspace, name } = s.stack.stack;
    const at = ["--cwd", workspace.workDir];
    const env = workspace.envVars;
    const missing = await cli(["status", "--stack", "nowhere", ...at], { env });
    expect(missing.code).to.equal(5);
    expect(missing.text).to.match(/^pulumi-kafka-connect: .*no stack named 'nowhere' found.*\n$/);
    await s.stack.usePassphrase();
    const wrong = { ...env, PULUMI_CONFIG_PASSPHRASE: "wrong" };
    const sealed = await cli(["status", "--stack", name, ...at], { env: wrong });
    expect(sealed.code).to.equal(5);
    expect(sealed.text).to.match(/^pulumi-kafka-connect: .*passphrase.*\n$/);
  });
});
