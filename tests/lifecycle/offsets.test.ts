import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { waitUntil } from "../../sandbox/wait";
import { killProvider } from "../../testkit/engine/provider-process";
import { connectError } from "../../testkit/connect/proxy";
import { eachWithScenario, STRINGS } from "../../testkit/connectors/scenario";

describe("offsets", () => {
  const scenario = eachWithScenario();
  const path = (of = "source") => `/connectors/${scenario().name(of)}`;
  const [stop, resume, alter] = [
    () => `PUT ${path()}/stop`,
    () => `PUT ${path()}/resume`,
    () => `PATCH ${path()}/offsets`,
  ] as const;

  beforeEach(() => writeFileSync(scenario().file("in"), "a\nb\nc\n"));

  const at = (position: number) => [
    { partition: { filename: scenario().file("in") }, offset: { position } },
  ];
  const source = (change: Parameters<ReturnType<typeof scenario>["source"]>[0] = {}) =>
    scenario().source({ ...change, config: { "value.converter": STRINGS, ...change.config } });

  /** The offsets that Connect has stored for a connector. */
  async function written(of = "source"): Promise<unknown> {
    const { body } = await scenario().rest.call<{ offsets: unknown }>("GET", `${path(of)}/offsets`);
    return body.offsets;
  }

  async function fileHolds(text: string): Promise<void> {
    const file = scenario().file("out");
    const read = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
    await waitUntil(() => read() === text, { what: `${text} in the file`, deadlineMs: 30_000 });
  }

  it("are where a new source begins, and are no drift once it has advanced", async () => {
    const s = scenario();
    const program = () => void [source({ offsets: at(2) }), s.sink()];
    await s.up(program);
    const ofSource = s.proxy.writes.filter((call) => !call.includes(s.name("sink")));
    expect(ofSource).to.have.members([
      "POST /connectors",
      "POST /connectors",
      alter(), // Asks whether this Connect can, before anything is created.
      alter(),
      resume(),
    ]);
    await fileHolds("b\nc\n");
    await waitUntil(async () => JSON.stringify(await written()).includes('"position":6'), {
      what: "the source's own offset",
      deadlineMs: 90_000,
    });
    expect((await s.stack.refresh({ expectNoChanges: true })).ok).to.equal(true);
    expect((await s.preview(program)).changes).to.deep.equal({ same: 3 });
  });

  it("that change are set while the connector is stopped, after a config that changes with them", async () => {
    const s = scenario();
    await s.up(() => void [source(), s.sink()]);
    await fileHolds("a\nb\nc\n");
    await s.up(() => void [source({ offsets: at(2) }), s.sink()]);
    expect(s.proxy.writes).to.deep.equal([alter(), stop(), alter(), resume()]);
    await fileHolds("a\nb\nc\nb\nc\n");

    const config = { "batch.size": 7 };
    await s.up(() => void [source({ offsets: at(4), config }), s.sink()]);
    expect(s.proxy.writes).to.deep.equal([
      alter(),
      stop(),
      `PUT ${path()}/config`,
      alter(),
      resume(),
    ]);
    await fileHolds("a\nb\nc\nb\nc\nc\n");

    await s.up(() => void [source({ config }), s.sink()]);
    expect(s.proxy.writes, "the list goes").to.deep.equal([]);
  });

  it("of a sink are the offsets of its consumer group, and it can stay stopped", async () => {
    const s = scenario();
    const offsets = (offset: number) => [
      {
        partition: { kafka_topic: s.name("topic"), kafka_partition: 0 },
        offset: { kafka_offset: offset },
      },
    ];
    await s.up(() => void source());
    await s.rest.until(s.name("source"), "RUNNING");
    await s.up(() => void [source(), s.sink({ offsets: offsets(2), state: "stopped" })]);
    expect(await written("sink")).to.deep.equal(offsets(2));
    expect((await s.rest.status(s.name("sink")))?.connector.state).to.equal("STOPPED");
    await s.up(() => void [source(), s.sink({ offsets: offsets(2) })]);
    expect(s.proxy.writes).to.deep.equal([`PUT ${path("sink")}/resume`]);
    await fileHolds("c\n");
  });

  it("reach Connect with the types from the program", async () => {
    const s = scenario();
    const filename = s.file("in");
    const offsets = [
      {
        partition: { filename, none: null, number: 1, text: "1", half: 0.5, yes: true },
        offset: {
          position: 0,
          text: "0",
          most: Number.MAX_SAFE_INTEGER,
          none: null,
        },
      },
    ];
    const program = () => void source({ state: "stopped", offsets });
    await s.up(program);
    const sent = s.proxy.calls.filter(({ method }) => method === "PATCH").at(-1)?.body ?? "";
    expect(JSON.parse(sent)).to.deep.equal({ offsets });
    expect((await s.preview(program)).changes).to.deep.equal({ same: 2 });
  });

  it("stay unchanged if the config that changes with them is refused, and the connector keeps running", async () => {
    const s = scenario();
    await s.up(() => void source());
    s.proxy.calls.length = 0;
    const run = await s.stack.up(
      () => void source({ offsets: at(2), config: { "batch.size": "many" } }),
    );
    expect(run.ok).to.equal(false);
    expect(s.proxy.writes).to.deep.equal([alter()]); // Validated before it is stopped.
    await s.rest.until(s.name("source"), "RUNNING");
  });

  it("that the connector refuses fail the run, and the next run sets corrected ones, or none if the program is reverted", async () => {
    const s = scenario();
    const refused = () =>
      void source({ offsets: [{ partition: { of: "x" }, offset: { position: 1 } }] });
    const run = await s.stack.up(refused);
    expect(run.ok).to.equal(false);
    expect(run.text).to.contain("Partition objects should contain the key 'filename'");
    const [kept] = await s.stack.state();
    expect(kept?.outputs).to.include({ state: "unassigned", targetState: "stopped" });
    expect(kept?.outputs).to.not.have.property("offsets");
    expect(await written()).to.deep.equal([]);

    await s.up(() => void source({ offsets: at(2) }));
    expect(s.proxy.writes.slice(-2)).to.deep.equal([alter(), resume()]);

    expect((await s.stack.up(refused)).ok).to.equal(false);
    await s.up(() => void source({ offsets: at(2) }));
    expect(s.proxy.writes).to.deep.equal([resume()]);
    await s.rest.until(s.name("source"), "RUNNING");
  });

  for (const [verb, before] of [
    ["an update", () => source()],
    ["a create", undefined],
  ] as const) {
    it(`are set by the next run when the provider is killed in ${verb} between stop and alter`, async () => {
      const s = scenario();
      if (before !== undefined) await s.up(() => void before());
      let arrived = false as boolean;
      s.proxy.hold = ({ method, body }) => {
        if (method !== "PATCH" || body === '{"offsets":[]}') return undefined;
        arrived = true;
        return new Promise(() => undefined);
      };
      const running = s.stack.up(() => void source({ offsets: at(2) }));
      await waitUntil(() => arrived, { what: "the PATCH", deadlineMs: 60_000 });
      killProvider();
      expect((await running).ok).to.equal(false);
      expect((await s.rest.status(s.name("source")))?.connector.state).to.equal("STOPPED");

      s.proxy.reset();
      const adopt = before === undefined ? { adopt: true } : {};
      await s.up(() => void [source({ offsets: at(2), ...adopt }), s.sink()]);
      await s.rest.until(s.name("source"), "RUNNING");
      await fileHolds(before === undefined ? "b\nc\n" : "a\nb\nc\nb\nc\n");
    });
  }

  it("are refused before anything is written if Connect is older than 3.6, which cannot set them", async () => {
    const s = scenario();
    s.proxy.rule = ({ method, path: called }) => {
      if (method === "PATCH") return connectError(405, "HTTP 405 Method Not Allowed");
      const old = (body: string) => body.replace(/"version":"[^"]*"/, '"version":"3.5.2"');
      return called === "/" ? { change: old } : undefined;
    };
    for (const [argument, change] of [
      ["offsets", { offsets: at(2) }],
      ["onDelete.resetOffsets", { onDelete: { resetOffsets: true } }],
    ] as const) {
      const run = await s.stack.up(() => void source(change));
      expect(run.ok).to.equal(false);
      expect(run.text).to.contain(
        `${argument} needs Kafka Connect 3.6 or later, and ${s.proxy.url} is 3.5.2`,
      );
      expect(await s.rest.names()).to.not.include(s.name("source"));
    }
  });
});

describe("onDelete.resetOffsets", () => {
  const scenario = eachWithScenario();

  async function isReadTwice(kind: "source" | "sink"): Promise<void> {
    const s = scenario();
    writeFileSync(s.file("in"), "a\n");
    const strings = { "value.converter": STRINGS };
    const onDelete = { resetOffsets: true };
    const both = (which: string[]) => () => {
      if (which.includes("source")) s.source({ onDelete, config: strings });
      if (which.includes("sink")) s.sink({ onDelete });
    };
    const read = () => readFileSync(s.file("out"), "utf8");
    await s.up(both(["source", "sink"]));
    const lines = (n: number) =>
      waitUntil(() => existsSync(s.file("out")) && read() === "a\n".repeat(n), {
        what: `${n} lines`,
        deadlineMs: 30_000,
      });
    await lines(1);
    await s.up(both(kind === "source" ? ["sink"] : ["source"]));
    const path = `/connectors/${s.name(kind)}`;
    expect(s.proxy.writes).to.deep.equal([
      `PUT ${path}/stop`,
      `DELETE ${path}/offsets`,
      `DELETE ${path}`,
    ]);
    await s.up(both(["source", "sink"]));
    await lines(2);
  }

  it("makes a source of the same name start from the beginning", () => isReadTwice("source"));

  it("makes a sink of the same name start from the beginning", () => isReadTwice("sink"));
});
