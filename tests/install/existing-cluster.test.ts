import { existsSync } from "node:fs";
import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { mustRun } from "../../testkit/command/command";
import { ExampleFolder } from "../../testkit/docs/example-folder";
import { FaultProxy } from "../../testkit/connect/proxy";
import { Rest } from "../../testkit/connect/rest";
import { sandbox } from "../../testkit/sandbox";
import { SOURCE } from "../../testkit/connectors/scenario";

describe("the example existing-cluster, on connectors that were created by hand", function () {
  this.timeout(180_000);

  const name = `e${process.pid.toString(36)}`;
  const [orders, rests, others] = [`${name}-orders`, `${name}-rests`, `${name}-others`];
  let folder: ExampleFolder;
  let proxy: FaultProxy;
  let rest: Rest;
  let env: Record<string, string>;

  before(async () => {
    const { pulumi, workerUrl } = await sandbox();
    env = { ...pulumi.env, PULUMI_STACK: name, PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    folder = new ExampleFolder("existing-cluster");
    proxy = await FaultProxy.start(workerUrl);
    rest = new Rest(workerUrl);
    for (const each of [orders, rests, others]) {
      const config = {
        "connector.class": SOURCE,
        "tasks.max": "1",
        "owner.team": "orders",
        "db.password": "hunter2",
        file: folder.file("in"),
        topic: each,
      };
      await rest.write("POST", "/connectors", { name: each, config });
      await rest.until(each, "RUNNING");
    }
    await rest.write("PUT", `/connectors/${rests}/pause`);
    await rest.until(rests, "PAUSED");
    await run("rm connectors/*.json");
    await run(`pulumi stack init ${name} --secrets-provider passphrase`);
    await run(`pulumi config set connectUrl ${proxy.url}`);
  });

  after(async () => {
    await run("pulumi stack rm --yes --force").catch(() => undefined);
    for (const each of [orders, rests, others]) await rest.call("DELETE", `/connectors/${each}`);
    await proxy.close();
    folder.remove();
  });

  const run = (line: string) =>
    mustRun("/bin/sh", ["-c", line], { cwd: folder.file("existing-cluster"), env });
  const preview = () => run("pulumi preview --non-interactive --color never");

  /** What is observed of a connector during the run, each state once. */
  async function seenOf(connector: string, work: Promise<unknown>): Promise<string[]> {
    const seen = new Set<string>();
    const look = async () => {
      const status = await rest.status(connector);
      seen.add(JSON.stringify([status?.connector, status?.tasks]));
    };
    let done = false;
    const ended = work.then(
      () => (done = true),
      () => (done = true),
    );
    const lookAgain = () => look().then(() => done);
    await waitUntil(lookAgain, {
      what: "the end of the work",
      deadlineMs: 120_000,
      intervalMs: 20,
    });
    await ended;
    await look();
    return [...seen];
  }

  it("saves the named connectors in the form of the REST API and without their secrets", async () => {
    expect(await run(`node --import tsx save.ts ${proxy.url} ${orders} ${rests}`)).to.equal(
      `saved ${orders}\nsaved ${rests}\n`,
    );
    expect(existsSync(folder.file(`existing-cluster/connectors/${others}.json`))).to.equal(false);
    const saved = folder.read(`existing-cluster/connectors/${rests}.json`);
    expect(JSON.parse(saved)).to.deep.equal({
      name: rests,
      config: {
        "connector.class": SOURCE,
        "db.password": null,
        file: folder.file("in"),
        "owner.team": "orders",
        "tasks.max": "1",
        topic: rests,
      },
      initial_state: "PAUSED",
    });
    expect(folder.read(`existing-cluster/Pulumi.${name}.yaml`)).to.not.contain("hunter2");
  });

  it("shows in a preview each key that would change, or that nothing would", async () => {
    const file = `existing-cluster/connectors/${orders}.json`;
    folder.edit(file, `"tasks.max"`, `"batch.size": "500",\n    "tasks.max"`);
    const changed = await preview();
    expect(changed).to.contain(
      `connector "${orders}" already exists on ${proxy.url}, adopting it changes:`,
    );
    expect(changed).to.match(/^ +batch\.size: nothing => "500"$/m);
    folder.edit(file, `"batch.size": "500",\n`, "");
    const equal = await preview();
    for (const each of [orders, rests]) {
      expect(equal).to.contain(
        `connector "${each}" already exists on ${proxy.url}, as declared: adopting it writes nothing`,
      );
    }
    expect(equal).to.not.contain("hunter2");
  });

  it("adopts them without a write and without a restart, and leaves the others alone", async () => {
    proxy.reset();
    const up = run("pulumi up --yes --skip-preview --non-interactive --color never");
    expect(await seenOf(orders, up)).to.have.length(1);
    expect(await up).to.match(/\+ 3 created/);
    // Connect's refusal shows that they exist.
    expect(proxy.writes).to.deep.equal(["POST /connectors", "POST /connectors"]);
    const states = JSON.parse(await run("pulumi stack output states --json")) as unknown;
    expect(states).to.deep.equal({ [orders]: "running", [rests]: "paused" });
    expect(await preview()).to.match(/Resources:\n +3 unchanged\n/);

    await run("pulumi destroy --yes --skip-preview --non-interactive");
    expect(await rest.names())
      .to.include(others)
      .and.not.include.members([orders, rests]);
  });
});
