import { expect } from "chai";
import { SharedPoll } from "../../../provider/core/shared-poll";
import { FakeClock } from "../../../testkit/fake-clock";
import { thrownBy } from "../../../testkit/thrown";

describe("shared poll", () => {
  let clock: FakeClock;
  const steps = { firstMs: 100, longestMs: 300 };
  beforeEach(() => (clock = new FakeClock()));

  function poll(tookMs = 0) {
    const polls = { count: 0 };
    const read = () => {
      clock.advance(tookMs);
      return Promise.resolve(++polls.count);
    };
    return { polls, poll: new SharedPoll(read, clock, steps) };
  }

  it("polls once for all waiting callers, and again for the next ones", async () => {
    const { poll: shared } = poll();
    expect(await Promise.all([shared.next(), shared.next(), shared.next()])).to.deep.equal([
      1, 1, 1,
    ]);
    expect(await shared.next()).to.equal(2);
  });

  it("polls at growing intervals up to a maximum, and at short ones after hurry()", async () => {
    const { poll: shared } = poll();
    for (let i = 0; i < 6; i++) await shared.next();
    expect(clock.sleeps.map(Math.round)).to.deep.equal([100, 130, 169, 220, 286, 300]);
    shared.hurry();
    await shared.next();
    expect(clock.sleeps.at(-1)).to.equal(100);
  });

  it("rests twice as long as the last poll took", async () => {
    const { poll: shared } = poll(1_000);
    await shared.next();
    await shared.next();
    expect(clock.sleeps).to.deep.equal([100, 2_000]);
  });

  it("rests at most ten seconds after a poll whose answer was lost for a minute and a half", async () => {
    const { poll: shared } = poll(95_000);
    await shared.next();
    await shared.next();
    expect(clock.sleeps).to.deep.equal([100, 10_000]);
  });

  it("rests for up to five seconds while work is queued, and as usual after that", async () => {
    let isBusy = true;
    const read = () => Promise.resolve(++polls);
    let polls = 0;
    const shared = new SharedPoll(read, clock, { ...steps, isBusy: () => isBusy });
    await shared.next();
    expect(clock.sleeps).to.deep.equal(Array(50).fill(100));
    const rest = clock.sleep.bind(clock);
    clock.sleep = (ms) => {
      isBusy = clock.sleeps.length < 60;
      return rest(ms);
    };
    await shared.next();
    expect(clock.sleeps.length).to.equal(61);
    expect(polls).to.equal(2);
  });

  it("gives a caller that asks during a poll the result of the next one", async () => {
    const answers: ((value: string) => void)[] = [];
    const shared = new SharedPoll(
      () => new Promise<string>((resolve) => answers.push(resolve)),
      clock,
      steps,
    );
    const first = shared.next();
    await Promise.resolve();
    await Promise.resolve();
    expect(answers).to.have.length(1);
    const second = shared.next();
    answers[0]?.("old");
    expect(await first).to.equal("old");
    while (answers.length < 2) await Promise.resolve();
    answers[1]?.("new");
    expect(await second).to.equal("new");
  });

  it("fails for all waiting callers, and polls again for the next one", async () => {
    let away = true;
    const shared = new SharedPoll(
      () => (away ? Promise.reject(new Error("away")) : Promise.resolve("here")),
      clock,
      steps,
    );
    const errors = await Promise.all([
      thrownBy(() => shared.next()),
      thrownBy(() => shared.next()),
    ]);
    expect(errors.map(({ message }) => message)).to.deep.equal(["away", "away"]);
    away = false;
    expect(await shared.next()).to.equal("here");
  });
});
