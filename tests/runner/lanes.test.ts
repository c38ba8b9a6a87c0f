import { once } from "node:events";
import { expect } from "chai";
import { lanesFor, runInLanes } from "./lanes";

const GIGABYTE = 1024 ** 3;

describe("the number of lanes", () => {
  for (const [cores, gigabytes, lanes] of [
    [2, 24, 3],
    [2, 7, 1],
    [4, 16, 4],
    [1, 2, 1],
    [64, 256, 4],
  ] as const) {
    it(`is ${lanes} on ${cores} cores with ${gigabytes} GB`, () => {
      expect(lanesFor(undefined, { cores, memory: gigabytes * GIGABYTE })).to.equal(lanes);
      expect(lanesFor("", { cores, memory: gigabytes * GIGABYTE })).to.equal(lanes);
    });
  }

  it("is TEST_LANES if it is set", () => {
    expect(lanesFor("2", { cores: 64, memory: GIGABYTE })).to.equal(2);
  });

  for (const text of ["0", "many", "1.5", "99"]) {
    it(`cannot be "${text}"`, () => {
      expect(() => lanesFor(text)).to.throw("TEST_LANES", text);
    });
  }
});

describe("lanes", () => {
  const never = new AbortController().signal;

  it("run every job once, and no two at a time in one lane", async () => {
    const ran: string[] = [];
    const busy = new Set<number>();
    await runInLanes(["a", "b", "c", "d", "e"], 2, never, async (job, lane) => {
      expect(busy.has(lane)).to.equal(false);
      busy.add(lane);
      await Promise.resolve();
      busy.delete(lane);
      ran.push(job);
    });
    expect(ran.sort()).to.deep.equal(["a", "b", "c", "d", "e"]);
  });

  it("take the next job as soon as they are free", async () => {
    const began: [string, number][] = [];
    const last = new AbortController();
    await runInLanes(["long", "b", "c"], 2, never, async (job, lane) => {
      began.push([job, lane]);
      if (job === "long") await once(last.signal, "abort");
      if (job === "c") last.abort();
    });
    expect(began).to.deep.equal([
      ["long", 0],
      ["b", 1],
      ["c", 1],
    ]);
  });

  it("start nothing more after a stop", async () => {
    const ran: string[] = [];
    const stop = new AbortController();
    await runInLanes(["a", "b"], 1, stop.signal, (job) => {
      ran.push(job);
      stop.abort();
      return Promise.resolve();
    });
    expect(ran).to.deep.equal(["a"]);
  });
});
