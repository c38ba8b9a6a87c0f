import { expect } from "chai";
import { Cluster } from "../../../provider/connect/session";
import { requireOffsets, resetOffsets } from "../../../provider/connector/offsets";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";
import { sampleInputs, sampleStatus } from "../../../testkit/connectors/samples";
import { NAMES, operationOn } from "../../../testkit/connect/scripted-cluster";
import { empty, json, refusal, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const ALTER = "PATCH /connectors/orders/offsets";
const RESET = "DELETE /connectors/orders/offsets";
const STOP = "PUT /connectors/orders/stop";
const STATUSES = "GET /connectors?expand=status";

describe("offsets", () => {
  const use = useServer();
  const clock = new FakeClock();
  const inputs = sampleInputs();
  let cluster: Cluster;

  beforeEach(() => {
    cluster = new Cluster({ url: use.server.url }, clock, new FakeLog());
    use.server.on("GET /", json({ version: "3.5.1-ccs" })).on("GET /health", json({}));
  });

  describe("on a Kafka Connect that", () => {
    const require = () => requireOffsets(operationOn(cluster, inputs), "offsets");

    it("can set them: the provider checks with a call that sets none", async () => {
      use.server.on(ALTER, refusal(400, "Partitions / offsets need to be provided"));
      await require();
      expect(use.server.log).to.deep.equal([ALTER]);
      expect(use.server.bodyOf(ALTER)).to.deep.equal({ offsets: [] });
    });

    it("can set them, but looks up the connector first: they are accepted", async () => {
      use.server.on(ALTER, refusal(404, "Connector orders not found"));
      await require();
    });

    for (const [status, message] of [
      [404, "HTTP 404 Not Found"],
      [405, "HTTP 405 Method Not Allowed"],
    ] as const) {
      it(`cannot set them (${status}): they are refused with its version`, async () => {
        use.server.on(ALTER, refusal(status, message));
        expect((await thrownBy(require)).message).to.equal(
          `connector "orders": offsets needs Kafka Connect 3.6 or later, and ${use.server.url} is 3.5.1-ccs. ` +
            "Remove it from the program and run `pulumi up`.",
        );
      });
    }

    it("refuses the credentials: nothing is known", async () => {
      use.server.on(ALTER, empty(401));
      expect((await thrownBy(require)).message).to.equal(`${ALTER}: 401`);
    });
  });

  describe("that the deletion resets", () => {
    const reset = () => resetOffsets(operationOn(cluster, inputs));
    beforeEach(() => use.server.on(STOP, empty()).on(RESET, json({ message: "reset" })));

    it("are reset once the connector is stopped and has no tasks, even if it had failed", async () => {
      const statuses = [
        sampleStatus("FAILED", ["FAILED"]),
        sampleStatus("STOPPED", ["RUNNING"]),
        sampleStatus("STOPPED", []),
      ].map((status) => json({ orders: { status } }));
      use.server.on(STATUSES, ...statuses);
      await reset();
      expect(use.server.log.filter((call) => call !== "GET /health")).to.deep.equal([
        STOP,
        NAMES,
        STATUSES,
        STATUSES,
        STATUSES,
        RESET,
      ]);
    });

    it("fail with the required version if Connect lacks the call", async () => {
      use.server.on(STATUSES, json({ orders: { status: sampleStatus("STOPPED", []) } }));
      use.server.on(RESET, refusal(405, "HTTP 405 Method Not Allowed"));
      expect((await thrownBy(reset)).message).to.contain(
        "onDelete.resetOffsets needs Kafka Connect 3.6 or later",
      );
    });
  });
});
