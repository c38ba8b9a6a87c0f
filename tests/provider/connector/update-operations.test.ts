import { expect } from "chai";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import { sampleStatus } from "../../../testkit/connectors/samples";
import { LIST } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal } from "../../../testkit/connect/scripted-server";

const STATUSES = "GET /connectors?expand=status";

describe("update", () => {
  const { use, inputsOf, listed, statuses, created } = useLifecycle();
  useFakeProcessLog();

  describe("with offsets", () => {
    const ALTER = "PATCH /connectors/orders/offsets";
    const at = (position: number) => [{ partition: { filename: "in" }, offset: { position } }];
    const needed = refusal(400, "Partitions / offsets need to be provided");

    async function updated(before: object, after: object): Promise<string[]> {
      const props = await created(inputsOf());
      use.server
        .on(LIST, listed(inputsOf(), {}, sampleStatus("STOPPED", [])))
        .on(ALTER, needed, json({ message: "altered" }))
        .on("PUT /connectors/orders/resume", empty());
      use.server.on(STATUSES, statuses("STOPPED", []), statuses("RUNNING"));
      const olds = { ...props, ...before };
      await lifecycle.update("orders", olds, { ...inputsOf(), ...after });
      return use.server.writes;
    }

    it("sets changed ones", async () => {
      const writes = await updated({ offsets: at(1) }, { offsets: at(2) });
      expect(writes).to.deep.equal([ALTER, ALTER, "PUT /connectors/orders/resume"]);
      expect(use.server.bodyOf(ALTER)).to.deep.equal({ offsets: at(2) });
    });

    for (const [what, before, after] of [
      ["the same ones", { offsets: at(1) }, { offsets: at(1) }],
      ["a removed list", { offsets: at(1) }, {}],
    ] as const) {
      it(`sets none for ${what}`, async () => {
        expect(await updated(before, after)).to.deep.equal(["PUT /connectors/orders/resume"]);
      });
    }

    it("checks once, when a reset is declared, whether Connect can reset them", async () => {
      const onDelete = { resetOffsets: true };
      const resume = "PUT /connectors/orders/resume";
      expect(await updated({}, { onDelete })).to.deep.equal([ALTER, resume]);
      use.server.calls.length = 0;
      expect(await updated({ onDelete }, { onDelete })).to.deep.equal([resume]);
    });
  });

  it("restarts for a changed trigger only", async () => {
    const olds = { ...(await created(inputsOf())), restartTriggers: [{ a: 1, b: 2 }] };
    const restart = "POST /connectors/orders/restart?includeTasks=true&onlyFailed=false";
    use.server.on(LIST, listed(inputsOf())).on(restart, json({}, 202));
    await lifecycle.update("orders", olds, inputsOf({ restartTriggers: [{ b: 2, a: 1 }] }));
    expect(use.server.writes).to.deep.equal([]);
    await lifecycle.update("orders", olds, inputsOf({ restartTriggers: [{ a: 1, b: 3 }] }));
    expect(use.server.writes).to.deep.equal([restart]);
  });
});
