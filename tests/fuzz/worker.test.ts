import { fuzz } from "../../testkit/fuzz";
import { sandbox } from "../../testkit/sandbox";

describe("random programs on a real worker", function () {
  this.timeout(1_200_000); // About a minute, but for a busy machine.
  this.retries(0); // A second try would be of other programs.

  it("leave the cluster as they say, whatever others did to it, and a further up nothing to do", async () => {
    const { pulumi, workerUrl } = await sandbox();
    await fuzz(pulumi, workerUrl, { programs: 2, steps: 4 });
  });
});
