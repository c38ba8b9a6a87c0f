import { expect } from "chai";
import { Connector } from "../../index";
import { warnings } from "../../testkit/engine/engine";
import { killEngine } from "../../testkit/engine/kill-engine";
import { waitUntil } from "../../sandbox/wait";
import { FaultProxy } from "../../testkit/connect/proxy";
import { eachWithScenario, type Scenario, SOURCE } from "../../testkit/connectors/scenario";
import { type Change, sources } from "../../testkit/connectors/set-scenario";

describe("a set of connectors, when something goes wrong", () => {
  const scenario = eachWithScenario();

  /** Kills the engine once Connect has performed `writes`, before the engine knows of them. */
  async function killedUp(s: Scenario, program: () => void, writes: number): Promise<void> {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    s.proxy.made.length = 0;
    const isDone = () => s.proxy.made.length >= writes;
    s.proxy.hold = ({ method, path }) =>
      method === "GET" && path.includes("expand") && isDone() ? held : undefined;
    const killed = s.stack.up(program);
    await waitUntil(isDone, { what: `${writes} writes`, deadlineMs: 60_000 });
    await killEngine(s.stack);
    release();
    expect((await killed).ok).to.equal(false);
    s.proxy.hold = () => undefined;
    await s.stack.stack.cancel(); // The lock that the killed engine could not release.
  }

  it("is finished by the next up when the engine was killed while it was created", async () => {
    const s = scenario();
    const program = () => void sources(s, { a: {}, b: {}, c: {} });
    await killedUp(s, program, 3);
    await s.up(program);
    expect(s.proxy.made.length).to.equal(3);
    for (const name of ["a", "b", "c"]) await s.rest.until(s.name(name), "RUNNING");
    expect((await s.stack.preview(program)).changes).to.have.all.keys("same");
  });

  it("is finished by the next up when the engine was killed while it was updated", async () => {
    const s = scenario();
    await s.up(() => void sources(s, { a: {}, b: {} }));
    const program = () => void sources(s, { a: { config: { "batch.size": 7 } }, b: {}, c: {} });
    await killedUp(s, program, 2);
    s.proxy.made.length = 0;
    await s.up(program);
    expect(s.proxy.made).to.deep.equal([]);
    expect((await s.rest.config(s.name("a")))?.["batch.size"]).to.equal("7");
    await s.rest.until(s.name("c"), "RUNNING");
  });

  /** The worker executes each create, but nothing else comes through until the time is up. */
  async function upWithLostAnswers(s: Scenario, cut: "call" | "answer"): Promise<void> {
    s.proxy.rule = ({ method, path, nth }) => {
      if (method === "POST") return { cut: nth < 2 ? cut : "call" };
      return path.startsWith("/connectors/") ? { cut: "call" } : undefined;
    };
    const options = { customTimeouts: { create: "4s" } };
    const run = await s.stack.up(() => void sources(s, { a: {}, b: {} }, {}, options));
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("the change may have been made or not");
    s.proxy.reset();
  }

  for (const [cut, which] of [
    ["answer", "that Connect has created"],
    ["call", "that Connect has never seen"],
  ] as const) {
    it(`is finished by the next up when the answers to all creates were lost, with connectors ${which}`, async () => {
      const s = scenario();
      await upWithLostAnswers(s, cut);
      const program = () => void sources(s, { a: {}, b: { config: { "batch.size": 7 } } });
      const run = await s.up(program);
      const writes =
        cut === "call"
          ? ["POST /connectors", "POST /connectors"]
          : [`PUT /connectors/${s.name("b")}/config`];
      expect(s.proxy.writes).to.deep.equal(writes);
      expect(warnings(run).join()).to.not.contain("outside of Pulumi");
      expect((await s.rest.config(s.name("b")))?.["batch.size"]).to.equal("7");
      expect((await s.preview(program)).changes).to.have.all.keys("same");
    });

    it(`leaves nothing behind when it is deleted after the answers to all creates were lost, with connectors ${which}`, async () => {
      const s = scenario();
      await upWithLostAnswers(s, cut);
      expect((await s.stack.destroy()).ok).to.equal(true);
      expect((await s.rest.names()).filter((name) => name.startsWith(s.prefix))).to.deep.equal([]);
      expect(await s.stack.state()).to.deep.equal([]);
    });
  }

  it("refuses another owner's connector, even if it equals the program", async () => {
    const s = scenario();
    const name = s.name("a");
    const config = { file: s.file("a"), topic: s.name("topic") };
    await s.rest.write("POST", "/connectors", {
      name,
      config: { name, "connector.class": SOURCE, "tasks.max": "1", ...config },
    });
    const run = await s.stack.up(() => void sources(s, { a: {}, b: {} }));
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain(`connector \\"${name}\\" already exists`);
    await s.rest.until(s.name("b"), "RUNNING");
  });

  it("keeps a connector that another set adopts, whichever of the two the engine updates first", async () => {
    const s = scenario();
    type Members = Readonly<Record<string, Change>>;
    const program = (first: Members, second: Members) => () => {
      sources(s, first);
      sources(s, second, {}, undefined, "other");
    };
    await s.up(program({ a: {}, b: {} }, {}));
    s.proxy.made.length = 0;
    await s.up(program({ b: {} }, { a: { adopt: true } }));
    await s.up(program({ a: { adopt: true }, b: {} }, {}));
    expect(s.proxy.made).to.deep.equal([]);
  });

  it("does not change when the cluster gets another address, with or without aliases", async () => {
    const s = scenario();
    await s.up(() => void sources(s, { a: {}, b: {} }));
    const second = await FaultProxy.start(s.workerUrl);
    try {
      const moved = { cluster: { url: second.url } };
      await s.up(() => void sources(s, { a: {}, b: {} }, moved));
      const renamed = { aliases: [{ name: "set" }] };
      await s.up(() => void sources(s, { a: {}, b: {} }, moved, renamed, "renamed"));
      expect([...second.made, ...s.proxy.made].map(({ method }) => method)).to.deep.equal([
        "POST",
        "POST",
      ]);
      await s.rest.until(s.name("a"), "RUNNING");
    } finally {
      await second.close();
    }
  });

  it("keeps a secret of one connector encrypted, and shows the changes of the others", async () => {
    const s = scenario();
    const program = (size: number, password: string) => () =>
      void sources(s, {
        a: { config: { "some.password": password } },
        b: { config: { "batch.size": size } },
      });
    await s.up(program(1, "hunter2-set-a"));
    expect(s.stack.rawState()).to.not.contain("hunter2-set-a");
    const preview = await s.preview(program(2, "hunter2-set-b"));
    expect([...(preview.diffs.set ?? [])].sort()).to.deep.equal([
      `connectors["${s.name("a")}"].config["some.password"]`,
      `connectors["${s.name("b")}"].config["batch.size"]`,
    ]);
    expect(preview.text).to.not.contain("hunter2-set");
    await s.up(program(2, "hunter2-set-b"));
    expect(s.stack.rawState()).to.not.contain("hunter2-set");
    expect((await s.rest.config(s.name("a")))?.["some.password"]).to.equal("hunter2-set-b");
  });

  it("leaves a connector to a Connector resource that depends on the set", async () => {
    const s = scenario();
    await s.up(() => void sources(s, { a: {}, b: {} }));
    s.proxy.made.length = 0;
    await s.up(() => {
      const set = sources(s, { b: {} });
      const config = { file: s.file("a"), topic: s.name("topic") };
      const args = { cluster: s.cluster, name: s.name("a"), class: SOURCE, config, adopt: true };
      // It is registered after the update of the set.
      new Connector("alone", args, { dependsOn: set });
    });
    expect(s.proxy.made).to.deep.equal([]);
  });
});
