import { expect } from "chai";
import fc from "fast-check";
import { ConnectError, type ErrorKind } from "../../../provider/core/errors";
import { type Absence, backOff, retry } from "../../../provider/connect/retry";
import { FakeClock } from "../../../testkit/fake-clock";
import { thrownBy } from "../../../testkit/thrown";

function failing(...kinds: ErrorKind[]) {
  const calls = { count: 0 };
  const attempt = () => {
    const kind = kinds[calls.count++];
    if (kind === undefined) return Promise.resolve("done");
    return Promise.reject(new ConnectError(kind, "GET /", `failure ${calls.count}`));
  };
  return { calls, attempt };
}

const forever = (kind: ErrorKind) => Array.from({ length: 1000 }, () => kind);

describe("retry", () => {
  let clock: FakeClock;
  beforeEach(() => (clock = new FakeClock()));
  const within = (ms: number) => ({ deadline: clock.now() + ms });

  it("makes one attempt when it succeeds, even when the deadline is over", async () => {
    const { attempt, calls } = failing();
    expect(await retry(attempt, within(-1), clock)).to.equal("done");
    expect(calls.count).to.equal(1);
    expect(clock.sleeps).to.deep.equal([]);
  });

  for (const kind of ["busy", "unanswered", "unreachable", "failed"] as const) {
    it(`tries again after ${kind}`, async () => {
      const { attempt } = failing(kind, kind);
      expect(await retry(attempt, within(60_000), clock)).to.equal("done");
      expect(clock.sleeps).to.deep.equal([250, 500]);
    });
  }

  for (const kind of [
    "invalid",
    "missing",
    "exists",
    "unauthorized",
    "tls",
    "unsupported",
  ] as const) {
    it(`fails at once with ${kind}`, async () => {
      const { attempt, calls } = failing(kind);
      expect((await thrownBy(() => retry(attempt, within(60_000), clock))).message).to.equal(
        `GET /: ${kind}`,
      );
      expect(calls.count).to.equal(1);
      expect(clock.sleeps).to.deep.equal([]);
    });
  }

  it("fails at once with an error that is not Connect's", async () => {
    const error = new TypeError("a bug");
    expect(
      await thrownBy(() => retry(() => Promise.reject(error), within(60_000), clock)),
    ).to.equal(error);
  });

  it("fails with the last error instead of sleeping past the deadline", async () => {
    const { attempt } = failing(...forever("busy"));
    const deadline = clock.now() + 60_000;
    const error = await thrownBy(() => retry(attempt, { deadline }, clock), ConnectError);
    expect(clock.now()).to.be.within(deadline - 10_000, deadline);
    expect(clock.sleeps).to.deep.equal([
      250,
      500,
      1000,
      2000,
      4000,
      5000,
      ...Array<number>(9).fill(5000),
    ]);
    expect(error.serverMessage).to.equal("failure 16");
  });

  it("fails after a minute in which the worker could not be reached", async () => {
    const { attempt } = failing(...forever("unreachable"));
    const start = clock.now();
    await thrownBy(() => retry(attempt, within(600_000), clock));
    expect(clock.now() - start).to.be.within(50_000, 60_000);
  });

  it("waits for a name server even if it does not wait for the workers", async () => {
    let left = 2;
    const error = new ConnectError("unreachable", "GET /", "getaddrinfo EAI_AGAIN connect");
    const attempt = () => (left-- > 0 ? Promise.reject(error) : Promise.resolve("found"));
    const policy = { ...within(600_000), unreachableMs: 0 };
    expect(await retry(attempt, policy, clock)).to.equal("found");
    left = Infinity;
    const start = clock.now();
    await thrownBy(() => retry(attempt, policy, clock));
    expect(clock.now() - start).to.be.within(2_000, 5_000);
  });

  it("waits this minute once for all calls to a cluster, and again after an answer", async () => {
    const absence = { since: undefined };
    const seconds = async (...kinds: ErrorKind[]) => {
      const start = clock.now();
      const { attempt } = failing(...kinds);
      await retry(attempt, { ...within(600_000), absence }, clock).catch(() => undefined);
      return (clock.now() - start) / 1000;
    };
    expect(await seconds(...forever("unreachable"))).to.be.within(50, 60);
    clock.advance(10_000);
    expect(await seconds(...forever("unreachable"))).to.equal(0);
    expect(await seconds()).to.equal(0);
    expect(await seconds(...forever("unreachable"))).to.be.within(50, 60);
  });

  it("fails without a call for ten seconds after a refresh has given the cluster up", async () => {
    const absence = { since: undefined };
    const calls = async () => {
      const { attempt, calls } = failing(...forever("unreachable"));
      const policy = { ...within(600_000), absence, unreachableMs: 0, trustAbsence: true };
      await thrownBy(() => retry(attempt, policy, clock));
      return calls.count;
    };
    expect(await calls()).to.equal(1);
    clock.advance(9_999);
    expect(await calls()).to.equal(0);
    clock.advance(1);
    expect(await calls()).to.equal(1);
  });

  const silentFor = (ms: number) => () => {
    clock.advance(ms);
    return Promise.reject(new ConnectError("unanswered", "GET /", "silence"));
  };

  it("does not repeat a call that had no answer for longer than the patience", async () => {
    const start = clock.now();
    await thrownBy(() => retry(silentFor(120_000), within(600_000), clock));
    expect(clock.now() - start).to.equal(120_000);
  });

  it("repeats such a call if the worker answered another one meanwhile", async () => {
    const absence: Absence = { since: undefined };
    let calls = 0;
    const attempt = async () => {
      if (calls++ > 0) return "done";
      clock.advance(120_000);
      await retry(() => Promise.resolve("the answer"), { ...within(600_000), absence }, clock);
      throw new ConnectError("unanswered", "POST /connectors", "silence");
    };
    expect(await retry(attempt, { ...within(600_000), absence }, clock)).to.equal("done");
  });

  it("restarts the minute if the worker was reached in between", async () => {
    const minute = Array<ErrorKind>(14).fill("unreachable");
    const { attempt } = failing(...minute, "busy", ...minute.slice(0, 9));
    expect(await retry(attempt, within(600_000), clock)).to.equal("done");
  });

  it("fails at the fourth answer without a message", async () => {
    const { attempt, calls } = failing("failed", "busy", "failed", "failed", "failed");
    await thrownBy(() => retry(attempt, within(600_000), clock));
    expect(calls.count).to.equal(5);
  });

  it("reports each further attempt before it waits", async () => {
    const reported: [string, number][] = [];
    const { attempt } = failing("busy", "unanswered");
    const onRetry = (error: ConnectError, ms: number) => void reported.push([error.kind, ms]);
    await retry(attempt, { ...within(60_000), onRetry }, clock);
    expect(reported).to.deep.equal([
      ["busy", 250],
      ["unanswered", 500],
    ]);
  });
});

describe("retry: a back-off", () => {
  it("lies between half and all of a step that doubles up to a limit", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, chance) => {
        const step = Math.min(10_000, 500 * 2 ** tries);
        const wait = backOff(tries, 500, 10_000, new FakeClock(chance));
        expect(wait).to.be.within(step / 2, step);
      }),
    );
  });
});
