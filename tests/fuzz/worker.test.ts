import { fuzz, fuzzLimitMs } from "../../testkit/connectors/fuzz";
import { sandbox } from "../../testkit/sandbox";

describe("random programs on a real worker", function () {
  this.timeout(fuzzLimitMs(1));
  this.retries(0); // A retry would run other programs.

  it("leave the cluster as declared, whatever others changed, and the next up has nothing to do", async () => {
    const { pulumi, workerUrl } = await sandbox();
    await fuzz(pulumi, workerUrl, { programs: 1, steps: 4 });
  });
});
