import { expect } from "chai";
import { wireConfig } from "../../../provider/connector/config";
import { createOrAdopt } from "../../../provider/connector/adopt";
import type { Inputs } from "../../../provider/connector/inputs";
import { sampleInfo, sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import {
  infoOf,
  LIST,
  NAMES,
  operationOn,
  statusIs,
  useCluster,
} from "../../../testkit/connect/scripted-cluster";
import {
  empty,
  html,
  json,
  refusal,
  type Reply,
  reset,
} from "../../../testkit/connect/scripted-server";
import { thisRun } from "../../../provider/connector/this-run";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const FIND = "GET /connectors/orders";
const PUT = "PUT /connectors/orders/config";
const ALTER = "PATCH /connectors/orders/offsets";
const [PAUSE, STOP, RESUME] = ["pause", "stop", "resume"].map(
  (verb) => `PUT /connectors/orders/${verb}`,
) as [string, string, string];
const STATUSES = "GET /connectors?expand=status";
const HEALTH = "GET /health";
const EXISTS = refusal(409, "Connector orders already exists");
const INVALID = refusal(
  400,
  "Connector configuration is invalid and contains the following 1 error(s):\nx",
);

describe("create or adopt", () => {
  const use = useCluster();
  const create = (inputs: Inputs) => createOrAdopt(operationOn(use.cluster, inputs));
  /** The calls before the wait for the state. */
  const calls = () => use.server.log.filter((call) => ![NAMES, STATUSES, HEALTH].includes(call));
  const reaches = (state: string, tasks: readonly string[] = [state]) =>
    use.server.on(STATUSES, json({ orders: { status: sampleStatus(state, tasks) } }));

  beforeEach(() => {
    thisRun.end();
    use.server.on(HEALTH, json({}));
    reaches("RUNNING");
  });

  describe("a connector that is created", () => {
    const inputs = sampleInputs();
    const body = { name: "orders", config: wireConfig(inputs) };

    it("takes one call, whose answer proves that it did not exist", async () => {
      use.server.on(POST, json(sampleInfo({ type: "sink" }), 201));
      const outs = await create(inputs);
      expect(outs).to.include({ type: "source", state: "running" }); // The status knows it better.
      expect(calls()).to.deep.equal([POST]);
      expect(use.server.bodyOf(POST)).to.deep.equal(body);
    });

    for (const [state, initial] of [
      ["paused", "PAUSED"],
      ["stopped", "STOPPED"],
    ] as const) {
      it(`starts ${state}`, async () => {
        use.server.on(POST, json(sampleInfo(), 201));
        reaches(initial, state === "paused" ? ["PAUSED"] : []);
        await create(sampleInputs({ state }));
        expect(use.server.bodyOf(POST)).to.deep.equal({ ...body, initial_state: initial });
      });
    }

    it("is created without a state and paused right after if Connect does not support initial_state", async () => {
      const unknown = refusal(
        500,
        'Unrecognized field "initial_state" (class CreateConnectorRequest)',
      );
      use.server.on(POST, unknown, json(sampleInfo(), 201));
      use.server.on(PAUSE, empty(202));
      reaches("PAUSED");
      await create(sampleInputs({ state: "paused" }));
      expect(calls()).to.deep.equal([POST, POST, PAUSE]);
      expect(use.server.bodyOf(POST)).to.deep.equal(body);
    });

    describe("with offsets", () => {
      const offsets = [{ partition: { filename: "in" }, offset: { position: 1 } }];
      const unknown = refusal(500, 'Unrecognized field "initial_state" (class X)');
      const stopsAndRuns = () =>
        use.server.on(
          STATUSES,
          json({ orders: { status: sampleStatus("STOPPED", []) } }),
          json({ orders: { status: sampleStatus("RUNNING") } }),
        );

      beforeEach(() => {
        for (const call of [PAUSE, STOP, RESUME]) use.server.on(call, empty());
        use.server.on(ALTER, json({ message: "altered" }));
      });

      for (const state of ["running", "paused", "stopped"] as const) {
        it(`starts stopped, gets its offsets, and then becomes ${state}`, async () => {
          use.server.on(POST, json(sampleInfo(), 201));
          const now = state.toUpperCase();
          const end = state === "stopped" ? [] : [now];
          const statuses = [sampleStatus("STOPPED", []), sampleStatus(now, end)];
          use.server.on(STATUSES, ...statuses.map((status) => json({ orders: { status } })));
          await create(sampleInputs({ offsets, state }));
          expect(use.server.bodyOf(POST)).to.deep.equal({ ...body, initial_state: "STOPPED" });
          const last = { running: [RESUME], paused: [PAUSE], stopped: [] }[state];
          expect(use.server.writes).to.deep.equal([POST, ALTER, ...last]);
        });
      }

      it("runs until it is stopped if Connect does not support initial_state", async () => {
        use.server.on(POST, unknown, json(sampleInfo(), 201));
        stopsAndRuns();
        await create(sampleInputs({ offsets }));
        expect(use.server.writes).to.deep.equal([POST, POST, STOP, ALTER, RESUME]);
      });

      it("is stopped for its offsets when it is adopted", async () => {
        use.server.on(POST, EXISTS).on(FIND, json(infoOf(inputs)));
        statusIs(use, sampleStatus("RUNNING"));
        stopsAndRuns();
        await create(sampleInputs({ offsets, adopt: true }));
        expect(use.server.writes).to.deep.equal([POST, STOP, ALTER, RESUME]);
      });
    });

    const lost: [string, Reply][] = [
      ["a reset", reset],
      ["a gateway's timeout", html(504)],
      ["a worker's timeout", refusal(500, "Request timed out. The worker is currently busy")],
    ];
    for (const [what, reply] of lost) {
      it(`is not created again if it exists after an answer that was lost to ${what}`, async () => {
        use.server.on(POST, reply).on(FIND, json(infoOf(inputs)));
        await create(inputs);
        expect(calls()).to.deep.equal([POST, FIND]);
      });
    }

    it("is recognized as ours if a call that timed out takes effect later", async () => {
      use.server
        .on(POST, refusal(500, "Request timed out"), EXISTS)
        .on(FIND, refusal(404, "Connector orders not found"), json(infoOf(inputs)));
      await create(inputs);
      expect(calls()).to.deep.equal([POST, FIND, POST, FIND]);
    });

    it("refuses another existing connector, although an answer was lost", async () => {
      use.server.on(POST, reset, EXISTS).on(FIND, json(infoOf(inputs, { topic: "other" })));
      const error = await thrownBy(() => create(inputs));
      expect(error.message).to.match(/^connector "orders" already exists on /);
      expect(use.server.writes).to.deep.equal([POST, POST]);
    });

    it("refuses a connector that already exists, and says what to do", async () => {
      use.server.on(POST, EXISTS);
      const error = await thrownBy(() => create(inputs));
      expect(error.message).to.match(
        new RegExp(
          `^connector "orders" already exists on ${use.server.url}, and was not created by this ` +
            "resource: it was not changed\\.\nAdopt it with adopt: true",
        ),
      );
      expect(calls()).to.deep.equal([POST]);
    });

    it("fails with Connect's refusal at once", async () => {
      use.server.on(POST, INVALID);
      expect((await thrownBy(() => create(inputs))).message).to.equal("POST /connectors: 400");
    });

    for (const status of [400, 500]) {
      it(`fails with the installed classes when Connect does not know its class (${status})`, async () => {
        use.server
          .on(
            POST,
            refusal(status, "Failed to find any class that implements Connector and which name"),
          )
          .on("GET /connector-plugins", json([{ class: "a.Sink", type: "sink", version: "1" }]));
        const error = await thrownBy(() => create(inputs));
        expect(error.message).to.equal(
          `change connector "orders" on ${use.server.url}: org.example.OrdersSource is not installed ` +
            "on the Connect workers. Installed are:\n  a.Sink 1\n" +
            "Correct the class, or install its plugin on every worker (plugin.path) and restart them.",
        );
      });
    }
  });

  describe("a connector that is adopted", () => {
    const inputs = sampleInputs({ adopt: true });

    it("is not changed when it is as declared", async () => {
      use.server.on(POST, EXISTS).on(FIND, json(infoOf(inputs)));
      statusIs(use, sampleStatus("RUNNING"));
      expect(await create(inputs)).to.include({ type: "source", state: "running" });
      expect(use.server.writes).to.deep.equal([POST]);
    });

    it("is brought to the declared config and state", async () => {
      use.server
        .on(POST, EXISTS)
        .on(FIND, json(infoOf(inputs, { extra: "1" })))
        .on(PUT, json(infoOf(inputs)))
        .on(RESUME, empty(202));
      statusIs(use, sampleStatus("PAUSED", ["PAUSED"]));
      await create(inputs);
      expect(use.server.log).to.include(HEALTH); // The status may still show what ran before.
      expect(use.server.writes).to.deep.equal([POST, PUT, RESUME]);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireConfig(inputs));
    });

    it("is written when its hidden values cannot be compared", async () => {
      const hidden = sampleInputs({ adopt: true, config: { p: "a" }, secretKeys: ["p"] });
      use.server
        .on(POST, EXISTS)
        .on(FIND, json(infoOf(hidden, { p: "****" })))
        .on(PUT, json(infoOf(hidden)));
      statusIs(use, sampleStatus("RUNNING"));
      await create(hidden);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireConfig(hidden));
    });
  });

  describe("a connector that a killed run may have created", () => {
    const inputs = sampleInputs();
    beforeEach(() => {
      process.env.PULUMI_KAFKA_CONNECT_ADOPT_EQUAL = "true";
      statusIs(use, sampleStatus("RUNNING"));
      use.server.on(POST, EXISTS);
    });
    afterEach(() => delete process.env.PULUMI_KAFKA_CONNECT_ADOPT_EQUAL);

    it("is adopted without a write if it equals the program and the variable is set", async () => {
      use.server.on(FIND, json(infoOf(inputs)));
      expect(await create(inputs)).to.include({ state: "running" });
      expect(use.server.writes).to.deep.equal([POST]);
    });

    it("is refused when it differs from the program", async () => {
      use.server.on(FIND, json(infoOf(inputs, { owner: "somebody" })));
      expect((await thrownBy(() => create(inputs))).message).to.contain("already exists on");
      expect(use.server.writes).to.deep.equal([POST]);
    });

    it("gets the declared value of a key that the server hides", async () => {
      const hidden = sampleInputs({ config: { p: "a" }, secretKeys: ["p"] });
      use.server.on(FIND, json(infoOf(hidden, { p: "****" }))).on(PUT, json(infoOf(hidden)));
      await create(hidden);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireConfig(hidden));
    });

    it("needs no list call of its own: one serves all connectors adopted within ten seconds", async () => {
      const begun = use.clock.now();
      const names = Array.from({ length: 64 }, (_, i) => `c${i}`);
      const all = names.map((name) => sampleInputs({ name }));
      const status = sampleStatus("RUNNING");
      use.server.on(LIST, json(Object.fromEntries(names.map((name) => [name, { status }]))));
      use.server.on(STATUSES, json(Object.fromEntries(names.map((name) => [name, { status }]))));
      for (const one of all) use.server.on(`GET /connectors/${one.name}`, json(infoOf(one)));
      await Promise.all(all.map(create));
      const lists = use.server.log.filter((call) => call === LIST).length;
      expect(lists).to.be.within(1, Math.ceil((use.clock.now() - begun) / 10_000));
    });
  });
});
