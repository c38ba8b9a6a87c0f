import { expect } from "chai";
import { longRunPlot } from "../../bench/long-run-plot";
import { type LongRun, lineThrough, longRunReport } from "../../bench/long-run-report";

const MEBIBYTE = 1024 * 1024;

/** After a jump at the start, the provider's heap grows by 1 MiB a minute, and nothing else grows. */
const run: LongRun = {
  seed: 7,
  samples: Array.from({ length: 11 }, (_, minute) => {
    const flat = { heap: 20 * MEBIBYTE, resident: 90 * MEBIBYTE, sockets: 9, toConnect: 3 };
    const heap = minute === 0 ? 0 : (30 + minute) * MEBIBYTE;
    return { minute, ups: minute * 2, automation: flat, agent: flat, provider: { ...flat, heap } };
  }),
};

describe("the long run's report", () => {
  it("shows where each process was after the warm-up and at the end", () => {
    const report = longRunReport(run);
    expect(report).to.include("20 deployments in 10 minutes, seed 7");
    expect(report).to.include("| provider | 32.0 → 40.0 | 90.0 → 90.0 | 3 → 3 | 9 → 9 |");
    expect(report).to.include("| healing agent | 20.0 → 20.0 |");
  });

  it("goes by all samples, not by the first and the last", () => {
    const { slope, at } = lineThrough([
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 2],
    ]);
    expect(slope).to.be.closeTo(0.6, 1e-9);
    expect(at(1.5)).to.equal(1.5);
  });

  it("has a plot with a line for each process and kind of figure", () => {
    const plot = longRunPlot(run);
    expect(plot.match(/<polyline /g)).to.have.length(9);
    expect(plot).to.include("10 minutes");
    expect(plot).not.to.include("NaN");
  });
});
