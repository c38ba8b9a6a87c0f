import { pulumiEnvironment } from "../../sandbox/pulumi-environment";
import { fuzz, fuzzLimitMs } from "../../testkit/connectors/fuzz";
import { testInstance } from "../../testkit/sandbox";
import { StubServer } from "../../testkit/connect/stub-server";

describe("random programs on a stub of Connect", function () {
  this.timeout(fuzzLimitMs(1));
  this.retries(0); // A retry would run other programs.
  let stub: StubServer;

  before(async () => (stub = await StubServer.start({ tasks: 1 })));
  after(() => stub.close());

  it("leave the cluster as declared, whatever others changed, and the next up has nothing to do", async () => {
    await fuzz(await pulumiEnvironment(testInstance), stub.url, { programs: 1, steps: 4 });
  });
});
