import { expect } from "chai";
import { Definitions } from "../../../provider/connect/definitions";
import { ConnectError } from "../../../provider/core/errors";
import { FakeClock } from "../../../testkit/fake-clock";
import { FakeLog } from "../../../testkit/fake-log";

describe("definitions of the classes of a cluster", () => {
  const SILENCE = new ConnectError("unanswered", "GET /", "silence");
  let clock: FakeClock;
  let timeouts: number[];
  let answers: boolean;
  let definitions: Definitions;

  beforeEach(() => {
    clock = new FakeClock();
    timeouts = [];
    answers = false;
    definitions = new Definitions({
      url: "http://connect:8083",
      clock,
      log: new FakeLog(),
      read: (call) => call(),
      api: {
        pluginKeys: (_, timeoutMs) => {
          timeouts.push(timeoutMs);
          return answers ? Promise.resolve([]) : Promise.reject(SILENCE);
        },
        validate: () => Promise.reject(SILENCE),
      },
    });
  });

  it("are waited for ten seconds, and then a second for each further class", async () => {
    for (const name of ["A", "B", "C"]) {
      expect(await definitions.of(name)).to.equal(undefined);
      clock.advance(15_000);
    }
    expect(timeouts).to.deep.equal([10_000, 1_000, 1_000]);
  });

  it("are waited for ten seconds again once Connect has answered", async () => {
    await definitions.of("A");
    answers = true;
    expect(await definitions.of("A")).to.deep.equal([]);
    await definitions.of("B");
    expect(timeouts).to.deep.equal([10_000, 1_000, 10_000]);
  });
});

describe("definitions of a class", () => {
  it("are waited for thirty seconds in all, whichever class asks", () => {
    const clock = new FakeClock();
    const limits: [number, number][] = [];
    const began = clock.now();
    const definitions = new Definitions({
      url: "http://connect:8083",
      clock,
      log: new FakeLog(),
      read: (call, deadline) => {
        limits.push([deadline - began, clock.now() - began]);
        return call();
      },
      api: {
        // Each call is still under way when the next one begins.
        pluginKeys: (_, timeoutMs) => {
          limits.push([timeoutMs, clock.now() - began]);
          return new Promise(() => undefined);
        },
        validate: () => new Promise(() => undefined),
      },
    });
    void definitions.of("A");
    clock.advance(25_000);
    void definitions.of("B");
    expect(limits).to.deep.equal([
      [30_000, 0],
      [10_000, 0],
      [30_000, 25_000],
      [5_000, 25_000],
    ]);
  });
});
