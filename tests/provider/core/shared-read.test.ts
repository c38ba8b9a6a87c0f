import { expect } from "chai";
import { SharedRead } from "../../../provider/core/shared-read";
import { FakeClock } from "../../../testkit/fake-clock";
import { thrownBy } from "../../../testkit/thrown";

describe("shared read", () => {
  let clock: FakeClock;
  let reads: number;
  let read: SharedRead<number>;

  beforeEach(() => {
    clock = new FakeClock();
    reads = 0;
    read = new SharedRead(() => Promise.resolve(++reads), clock);
  });

  it("runs once for all callers that ask while it runs or while its result is fresh enough", async () => {
    const since = clock.now() - 1;
    expect(await Promise.all([read.get(since), read.get(since), read.get(since)])).to.deep.equal([
      1, 1, 1,
    ]);
    clock.advance(5_000);
    expect(await read.get(since)).to.equal(1);
  });

  it("is repeated for a caller that must not get a read that started before, or at the same moment", async () => {
    const began = clock.now();
    expect(await read.get(began - 1)).to.equal(1);
    expect(await read.get(began)).to.equal(2);
    clock.advance(10);
    expect(await read.get(began + 5)).to.equal(3);
    expect(await read.get(began - 1)).to.equal(3);
  });

  it("fails for all its callers, and is repeated for the next one", async () => {
    let failures = 1;
    const flaky = new SharedRead(
      () => (failures-- > 0 ? Promise.reject(new Error("away")) : Promise.resolve("here")),
      clock,
    );
    const [a, b] = await Promise.all([thrownBy(() => flaky.get(0)), thrownBy(() => flaky.get(0))]);
    expect([a.message, b.message]).to.deep.equal(["away", "away"]);
    expect(await flaky.get(0)).to.equal("here");
  });

  it("does not forget a later read when an earlier one fails", async () => {
    let reject: (error: Error) => void = () => undefined;
    const results = [new Promise<string>((_, fail) => (reject = fail)), Promise.resolve("later")];
    let made = 0;
    const slow = new SharedRead(() => results[made++] ?? Promise.reject(new Error("third")), clock);
    const first = thrownBy(() => slow.get(0));
    const since = clock.now();
    clock.advance(1);
    expect(await slow.get(since)).to.equal("later");
    reject(new Error("away"));
    await first;
    expect(await slow.get(since)).to.equal("later");
  });
});
