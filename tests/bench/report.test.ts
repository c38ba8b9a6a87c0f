import { expect } from "chai";
import { countedByKind } from "../../bench/call-kinds";
import { goalsOf } from "../../bench/goals";
import { growthOf, growthReportOf, seriesOf } from "../../bench/growth";
import { growthPlotOf } from "../../bench/growth-plot";
import { type Comparison, floorsOf, medianOf } from "../../bench/measurement";
import { plotOf } from "../../bench/plot";
import { reportOf } from "../../bench/report";

const comparison = (changes: Partial<Comparison> = {}): Comparison => ({
  shape: "Connector",
  size: 100,
  target: "real worker",
  runs: 3,
  ours: {
    create: { seconds: 6, calls: { create: 100, list: 9 }, peakMemory: 300 * 1024 * 1024 },
    "up, no change": { seconds: 3, calls: {} },
    refresh: { seconds: 2, calls: { list: 2 } },
  },
  engine: { create: { seconds: 5 }, "up, no change": { seconds: 2 } },
  rest: { create: { seconds: 4, writeSeconds: 3 } },
  state: { ours: 2_100.4, engine: 1_900 },
  ...changes,
});

describe("the benchmark's report", () => {
  const met = (of: Comparison, start: string) =>
    goalsOf(of).find(({ goal }) => goal.startsWith(start))?.met;

  it("shows ours next to both baselines, with the ratios to the larger one and to their sum", () => {
    expect(reportOf([comparison()])).to.include(
      "| create | 6.0 | 5.0 | 4.0 | 1.20 | 0.67 | 100 create, 9 list | 300 |",
    );
  });

  it("shows Terraform's seconds and calls in the same row, if the run included Terraform", () => {
    const terraform = { create: { seconds: 7.54, calls: { create: 100, info: 261 } } };
    const report = reportOf([comparison({ terraform })]);
    expect(report).to.include("100 create, 9 list | 300 | 7.5 (361 calls) |");
    expect(report).to.match(/^\| refresh \|.*\| - \|$/m);
  });

  it("leaves out what was not measured", () => {
    expect(reportOf([comparison()]))
      .not.to.include("| destroy |")
      .and.not.to.include("Terraform");
  });

  it("says which goals are met", () => {
    expect(met(comparison(), "create: 100 create calls")).to.equal(true);
    expect(met(comparison(), "up, no change: 0 calls")).to.equal(true);
    expect(met(comparison(), "refresh: 1 calls")).to.equal(false);
    expect(met(comparison(), "state")).to.equal(false);
  });

  it("counts one write too many as a missed goal", () => {
    const ours = { create: { seconds: 6, calls: { create: 101 } } };
    expect(met(comparison({ ours }), "create: 100 create calls")).to.equal(false);
  });

  it("allows for the wait of the calls where the engine is slower, and otherwise for the engine's own start", () => {
    expect(floorsOf(comparison(), "create").tail).to.equal(1);
    const rest = { create: { seconds: 9, writeSeconds: 3 } };
    expect(floorsOf(comparison({ rest }), "create").tail).to.equal(2);
    const slow = { create: { seconds: 7.1, calls: { create: 100 } } };
    expect(met(comparison({ ours: slow }), "create: at most")).to.equal(false);
    expect(met(comparison({ ours: slow, rest }), "create: at most")).to.equal(true);
  });

  it("measures a set by the bare calls, whatever the engine takes for single resources", () => {
    const rest = { create: { seconds: 4 }, destroy: { seconds: 2 } };
    const set = (create: number, destroy: number) =>
      comparison({
        shape: "ConnectorSet",
        rest,
        ours: { create: { seconds: create }, destroy: { seconds: destroy } },
      });
    expect(met(set(9, 5.5), "create: at most")).to.equal(true);
    expect(met(set(9.1, 5.5), "create: at most")).to.equal(false);
    expect(met(set(9, 5.5), "destroy: at most")).to.equal(true);
    expect(met(set(9, 5.6), "destroy: at most")).to.equal(false);
  });

  it("takes the run of middle length as a whole", () => {
    const cycles = [3, 1, 2].map((seconds) => ({ create: { seconds, calls: { list: seconds } } }));
    const middle = { seconds: 2, calls: { list: 2 }, spread: [1, 3] };
    expect(medianOf(cycles).create).to.deep.equal(middle);
  });

  it("shows the spread of several runs, and none of one", () => {
    const cycle = (seconds: number) => ({ create: { seconds } });
    const report = (cycles: Parameters<typeof medianOf>[0]) =>
      reportOf([comparison({ ours: medianOf(cycles) })]);
    expect(report([cycle(6), cycle(9), cycle(5)])).to.include("| create | 6.0 (5.0 to 9.0) |");
    expect(report([cycle(6)])).to.include("| create | 6.0 |");
  });

  it("distinguishes calls by their purpose", () => {
    const seen = [
      { method: "PUT", path: "/connectors/a/config" },
      { method: "GET", path: "/connectors?expand=status" },
      { method: "GET", path: "/connectors" },
      { method: "GET", path: "/connectors/a/status" },
      { method: "PUT", path: "/connectors/a/pause" },
    ];
    expect(countedByKind(seen)).to.deep.equal({
      update: 1,
      list: 2,
      status: 1,
      "PUT /connectors/a/pause": 1,
    });
  });

  it("draws a bar as long as its share of the longest", () => {
    const widths = [...plotOf([comparison()]).matchAll(/y="34" width="([\d.]+)"/g)];
    expect(widths.map(([, width]) => width)).to.deep.equal(["550.0"]);
    expect(plotOf([comparison()])).to.include('y="43" width="458.3"');
  });

  it("draws Terraform as a fourth bar, if the run included Terraform", () => {
    const terraform = { create: { seconds: 3 } };
    expect(plotOf([comparison({ terraform })])).to.include('y="61" width="275.0"');
    expect(plotOf([comparison()])).not.to.include("Terraform");
  });

  describe("of growth", () => {
    const at = (size: number, ours: number, engine: number, calls: number) =>
      comparison({
        size,
        ours: { create: { seconds: ours, calls: { create: calls } } },
        engine: { create: { seconds: engine } },
      });
    const linear = (...larger: [ours: number, engine: number, calls: number]) =>
      growthOf(at(100, 6, 5, 100), at(1_000, ...larger))[0]?.linear;

    it("treats ten times as much for ten times as many as linear", () => {
      expect(linear(60, 50, 1_000)).to.equal(true);
      expect(linear(80, 50, 1_000)).to.equal(false);
    });

    it("does not blame us for the time of the engine or Connect", () => {
      expect(linear(80, 75, 1_000)).to.equal(true);
      const called = (one: Comparison, seconds: number) => ({
        ...one,
        rest: { create: { seconds } },
      });
      const [smaller, larger] = [
        called(at(100, 6, 5, 100), 1),
        called(at(1_000, 80, 5, 1_100), 15),
      ];
      expect(growthOf(smaller, larger)[0]?.linear).to.equal(true);
    });

    it("allows no additional call", () => {
      expect(linear(60, 50, 1_001)).to.equal(false);
    });

    it("names the sizes that are compared, and says nothing of a single one", () => {
      const two = [at(100, 6, 5, 100), at(1_000, 60, 50, 1_000)];
      expect(growthReportOf(two)).to.include("From 100 to 1000 connectors");
      expect(growthReportOf(two)).to.include("| create | × 10.0 | × 10.0 | × 10.0 | yes |");
      expect(growthReportOf(two.slice(1))).to.equal("");
    });

    it("compares a shape on a target with nothing but itself", () => {
      const all = [at(1, 1, 1, 1), comparison({ shape: "ConnectorSet" }), at(10, 1, 1, 1)];
      const sizes = seriesOf(all).map((series) => series.map(({ size }) => size));
      expect(sizes).to.deep.equal([[1, 10], [100]]);
    });

    it("is a straight line where it is linear", () => {
      const plot = growthPlotOf([[1, 10, 100].map((size) => at(size, size, size, size))]);
      expect(plot).to.include('points="60.0,300.0 205.0,170.0 350.0,40.0"');
    });
  });
});
