import { expect } from "chai";
import { cancellableClock, CancelledError } from "../../../provider/core/clock";
import { thrownBy } from "../../../testkit/thrown";

describe("the clock of a process", () => {
  const HOUR = 3_600_000;

  it("ends running waits when it is cancelled", async () => {
    const { clock, cancel } = cancellableClock();
    const waits = [clock.sleep(HOUR), clock.sleep(HOUR)].map((wait) => thrownBy(() => wait));
    cancel();
    for (const thrown of await Promise.all(waits)) expect(thrown).to.be.instanceOf(CancelledError);
  });

  it("starts no wait afterwards", async () => {
    const { clock, cancel } = cancellableClock();
    cancel();
    expect(await thrownBy(() => clock.sleep(HOUR))).to.be.instanceOf(CancelledError);
  });

  it("ends a wait on time", async () => {
    const { clock } = cancellableClock();
    await clock.sleep(0);
  });
});
