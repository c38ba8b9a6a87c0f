import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { Connector } from "../../index";
import { waitUntil } from "../../sandbox/wait";
import { eachWithScenario, SINK, SOURCE, STRINGS } from "../../testkit/connectors/scenario";
import { type Change, sources } from "../../testkit/connectors/set-scenario";

/** The features of a single connector, on the connectors of a set. */
describe("a connector in a set", () => {
  const scenario = eachWithScenario();
  const path = (of: string) => `/connectors/${scenario().name(of)}`;
  const strings = { "value.converter": STRINGS };

  async function fileHolds(text: string): Promise<void> {
    const file = scenario().file("out");
    const read = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
    await waitUntil(() => read() === text, { what: `${text} in the file`, deadlineMs: 30_000 });
  }

  const sink = (): Change => ({
    class: SINK,
    config: {
      file: scenario().file("out"),
      topics: scenario().name("topic"),
      "key.converter": STRINGS,
      ...strings,
    },
  });

  it("starts at its offsets, and its deletion resets them", async () => {
    const s = scenario();
    writeFileSync(s.file("in"), "a\nb\nc\n");
    const offsets = [{ partition: { filename: s.file("in") }, offset: { position: 2 } }];
    const source = (change: object) => ({
      config: { file: s.file("in"), ...strings },
      onDelete: { resetOffsets: true },
      ...change,
    });
    await s.up(() => void sources(s, { source: source({ offsets }), sink: sink() }));
    await fileHolds("b\nc\n");

    await s.up(() => void sources(s, { sink: sink() }));
    expect(s.proxy.writes).to.deep.equal([
      `PUT ${path("source")}/stop`,
      `DELETE ${path("source")}/offsets`,
      `DELETE ${path("source")}`,
    ]);

    await s.up(() => void sources(s, { source: source({}), sink: sink() }));
    await fileHolds("b\nc\na\nb\nc\n");
  });

  it("restarts with its tasks when its trigger changes, while the others keep running", async () => {
    const s = scenario();
    const program = (rotation: number) => () =>
      void sources(s, { a: { restartTriggers: [rotation] }, b: { restartTriggers: ["always"] } });
    await s.up(program(1));
    const run = await s.up(program(2));
    expect(s.proxy.writes).to.deep.equal([
      `POST ${path("a")}/restart?includeTasks=true&onlyFailed=false`,
    ]);
    expect(run.diffs.set).to.deep.equal([`connectors["${s.name("a")}"].restartTriggers[0]`]);
    expect((await s.preview(program(2))).changes).to.have.all.keys("same");
  });

  it("may have a name and a config that are unknown until another resource is created", async () => {
    const s = scenario();
    const name = s.name("first");
    const program = () => {
      const first = new Connector("first", {
        cluster: s.cluster,
        name,
        class: SOURCE,
        config: { file: s.file("first"), topic: s.name("topic") },
      });
      // The state is an output, so a preview does not know it before the connector exists.
      const connectors = first.state.apply((state) => ({
        [`${name}-${state}`]: { config: { file: s.file("late"), topic: s.name(state) } },
      }));
      const set = sources(s, {}, { connectors });
      return { state: set.connector(`${name}-running`).state };
    };
    expect((await s.preview(program)).ok).to.equal(true);
    expect((await s.up(program)).outputs.state).to.equal("running");
    const { topic } = (await s.rest.config(`${name}-running`)) ?? {};
    expect(topic).to.equal(s.name("running"));
    const after = await s.preview(program);
    expect(after.changes, JSON.stringify(after.diffs)).to.have.all.keys("same");
  });
});
