import { expect } from "chai";
import { wireConfig } from "../../../provider/connector/config";
import { createOrAdopt } from "../../../provider/connector/reconcile";
import { sampleInfo, sampleInputs, sampleStatus } from "../../../testkit/samples";
import { infoOf, statusIs, useCluster } from "../../../testkit/scripted-cluster";
import { empty, html, json, refusal, type Reply, reset } from "../../../testkit/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const POST = "POST /connectors";
const FIND = "GET /connectors/orders";
const PUT = "PUT /connectors/orders/config";
const RESUME = "PUT /connectors/orders/resume";
const EXISTS = refusal(409, "Connector orders already exists");
const INVALID = refusal(
  400,
  "Connector configuration is invalid and contains the following 1 error(s):\nx",
);

describe("create or adopt", () => {
  const use = useCluster();

  describe("a connector that is created", () => {
    const inputs = sampleInputs();
    const body = { name: "orders", config: wireConfig(inputs) };

    it("takes one call, whose answer is the proof", async () => {
      use.server.on(POST, json(sampleInfo({ type: "sink" }), 201));
      expect(await createOrAdopt(use.cluster, inputs, use.deadline)).to.deep.equal({
        type: "sink",
        ranBefore: false,
      });
      expect(use.server.log).to.deep.equal([POST]);
      expect(use.server.bodyOf(POST)).to.deep.equal(body);
    });

    for (const [state, initial] of [
      ["paused", "PAUSED"],
      ["stopped", "STOPPED"],
    ] as const) {
      it(`begins ${state}`, async () => {
        use.server.on(POST, json(sampleInfo(), 201));
        await createOrAdopt(use.cluster, sampleInputs({ state }), use.deadline);
        expect(use.server.bodyOf(POST)).to.deep.equal({ ...body, initial_state: initial });
      });
    }

    it("is made without a state, which is still to be given to it, where Connect knows no initial state", async () => {
      const unknown = refusal(
        500,
        'Unrecognized field "initial_state" (class CreateConnectorRequest)',
      );
      use.server.on(POST, unknown, json(sampleInfo(), 201));
      const made = await createOrAdopt(
        use.cluster,
        sampleInputs({ state: "paused" }),
        use.deadline,
      );
      expect(made).to.include({ ranBefore: false, stillTo: "paused" });
      expect(use.server.log).to.deep.equal([POST, POST]);
      expect(use.server.bodyOf(POST)).to.deep.equal(body);
    });

    describe("with offsets", () => {
      const offsets = [{ partition: { filename: "in" }, offset: { position: 1 } }];
      const unknown = refusal(500, 'Unrecognized field "initial_state" (class X)');

      for (const state of ["running", "paused", "stopped"] as const) {
        it(`begins stopped, and is still to be given them and the state, ${state}`, async () => {
          use.server.on(POST, json(sampleInfo(), 201));
          const made = await createOrAdopt(
            use.cluster,
            sampleInputs({ offsets, state }),
            use.deadline,
          );
          expect(use.server.bodyOf(POST)).to.deep.equal({ ...body, initial_state: "STOPPED" });
          expect(made).to.deep.equal({
            type: "source",
            ranBefore: false,
            offsets: { stopped: true },
            ...(state === "stopped" ? {} : { stillTo: state }),
          });
        });
      }

      it("runs until it is stopped where Connect knows no initial state", async () => {
        use.server.on(POST, unknown, json(sampleInfo(), 201));
        const made = await createOrAdopt(use.cluster, sampleInputs({ offsets }), use.deadline);
        expect(made).to.deep.include({ offsets: { stopped: false } });
      });

      it("is still to be given them when it is taken over", async () => {
        use.server.on(POST, EXISTS).on(FIND, json(infoOf(inputs)));
        use.server.on("PUT /connectors/orders/stop", empty());
        statusIs(use, sampleStatus("RUNNING"));
        const adopted = sampleInputs({ offsets, adopt: true });
        const made = await createOrAdopt(use.cluster, adopted, use.deadline);
        expect(made).to.deep.include({ offsets: { stopped: true }, stillTo: "running" });
        expect(use.server.writes).to.deep.equal([POST, "PUT /connectors/orders/stop"]);
      });
    });

    const lost: [string, Reply][] = [
      ["a reset", reset],
      ["a gateway's timeout", html(504)],
      ["a worker's timeout", refusal(500, "Request timed out. The worker is currently busy")],
    ];
    for (const [what, reply] of lost) {
      it(`is not created again when the answer was lost to ${what} and it is there`, async () => {
        use.server.on(POST, reply).on(FIND, json(infoOf(inputs)));
        await createOrAdopt(use.cluster, inputs, use.deadline);
        expect(use.server.log).to.deep.equal([POST, FIND]);
      });
    }

    it("is known as ours when the call that was given up lands later", async () => {
      use.server
        .on(POST, refusal(500, "Request timed out"), EXISTS)
        .on(FIND, refusal(404, "Connector orders not found"), json(infoOf(inputs)));
      await createOrAdopt(use.cluster, inputs, use.deadline);
      expect(use.server.log).to.deep.equal([POST, FIND, POST, FIND]);
    });

    it("refuses another one that is there, although an answer was lost", async () => {
      use.server.on(POST, reset, EXISTS).on(FIND, json(infoOf(inputs, { topic: "other" })));
      const error = await thrownBy(() => createOrAdopt(use.cluster, inputs, use.deadline));
      expect(error.message).to.match(/^connector "orders" already exists on /);
      expect(use.server.writes).to.deep.equal([POST, POST]);
    });

    it("refuses a connector that is there already, and says what to do", async () => {
      use.server.on(POST, EXISTS);
      const error = await thrownBy(() => createOrAdopt(use.cluster, inputs, use.deadline));
      expect(error.message).to.match(
        new RegExp(
          `^connector "orders" already exists on ${use.server.url}, and was not made by this ` +
            "resource: it was not touched\\.\nTake it over with adopt: true",
        ),
      );
      expect(use.server.log).to.deep.equal([POST]);
    });

    it("fails with Connect's refusal at once", async () => {
      use.server.on(POST, INVALID);
      expect(
        (await thrownBy(() => createOrAdopt(use.cluster, inputs, use.deadline))).message,
      ).to.equal("POST /connectors: 400");
    });

    for (const status of [400, 500]) {
      it(`fails with the installed classes when Connect does not know its class (${status})`, async () => {
        use.server
          .on(
            POST,
            refusal(status, "Failed to find any class that implements Connector and which name"),
          )
          .on("GET /connector-plugins", json([{ class: "a.Sink", type: "sink", version: "1" }]));
        const error = await thrownBy(() => createOrAdopt(use.cluster, inputs, use.deadline));
        expect(error.message).to.equal(
          `create connector "orders" on ${use.server.url}: org.example.OrdersSource is not installed ` +
            "on the Connect workers. Installed are:\n  a.Sink 1\n" +
            "Correct the class, or install its plugin on every worker (plugin.path) and restart them.",
        );
      });
    }
  });

  describe("a connector that is adopted", () => {
    const inputs = sampleInputs({ adopt: true });

    it("is not written to when it is as declared", async () => {
      use.server.on(POST, EXISTS).on(FIND, json(infoOf(inputs)));
      statusIs(use, sampleStatus("RUNNING"));
      const made = await createOrAdopt(use.cluster, inputs, use.deadline);
      expect(made).to.deep.equal({ type: "source", ranBefore: false });
      expect(use.server.writes).to.deep.equal([POST]);
    });

    it("is brought to the declared config and state", async () => {
      use.server
        .on(POST, EXISTS)
        .on(FIND, json(infoOf(inputs, { extra: "1" })))
        .on(PUT, json(infoOf(inputs)))
        .on(RESUME, empty(202));
      statusIs(use, sampleStatus("PAUSED", ["PAUSED"]));
      expect((await createOrAdopt(use.cluster, inputs, use.deadline)).ranBefore).to.equal(true);
      expect(use.server.writes).to.deep.equal([POST, PUT, RESUME]);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireConfig(inputs));
    });

    it("is written to when what it hides cannot be compared", async () => {
      const hidden = sampleInputs({ adopt: true, config: { p: "a" }, secretKeys: ["p"] });
      use.server
        .on(POST, EXISTS)
        .on(FIND, json(infoOf(hidden, { p: "****" })))
        .on(PUT, json(infoOf(hidden)));
      statusIs(use, sampleStatus("RUNNING"));
      await createOrAdopt(use.cluster, hidden, use.deadline);
      expect(use.server.bodyOf(PUT)).to.deep.equal(wireConfig(hidden));
    });
  });
});
