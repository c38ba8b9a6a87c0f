import { expect } from "chai";
import type { ConnectorStatus } from "../../provider/connect/wire";
import { createRedactor } from "../../provider/connect/redact";
import { type Health, reportsOf, type Seen, summaryOf } from "../../cli/status-model";
import type { DeclaredConnector } from "../../cli/stack-state";
import { sampleStatus } from "../../testkit/connectors/samples";

describe("a report of connectors", () => {
  const open = () => createRedactor();
  const statuses = (...all: ConnectorStatus[]) => new Map(all.map((one) => [one.name, one]));
  const declares = (name: string, state: DeclaredConnector["state"]): DeclaredConnector => ({
    ...{ name, state, resource: `the-${name}` },
    ...{ makesTasks: true, secretKeys: [] },
  });
  const reports = (seen: Partial<Seen>, traces = false) =>
    reportsOf({ statuses: new Map(), quiet: [], declared: undefined, ...seen }, open, traces);

  const cases: readonly (readonly [ConnectorStatus, DeclaredConnector["state"], Health])[] = [
    [sampleStatus("RUNNING"), "running", "ok"],
    [sampleStatus("RUNNING", []), "running", "ok"],
    [sampleStatus("PAUSED", ["PAUSED"]), "paused", "ok"],
    [sampleStatus("STOPPED", []), "stopped", "ok"],
    [sampleStatus("PAUSED", ["PAUSED"]), "running", "changed"],
    [sampleStatus("RUNNING"), "stopped", "changed"],
    [sampleStatus("RUNNING", ["RUNNING", "FAILED"]), "running", "failed"],
    [sampleStatus("FAILED", []), "running", "failed"],
    [sampleStatus("PAUSED", ["FAILED"]), "paused", "failed"],
    [sampleStatus("UNASSIGNED", []), "running", "rebalancing"],
    [sampleStatus("RUNNING", ["RESTARTING"]), "running", "rebalancing"],
    [sampleStatus("PAUSED", ["RUNNING"]), "paused", "rebalancing"],
  ];
  for (const [status, declared, health] of cases) {
    const { connector, tasks } = status;
    const seen = [connector, ...tasks].map(({ state }) => state).join(" ");
    it(`rates ${seen}, declared ${declared}, as ${health}`, () => {
      const [report] = reports({
        statuses: statuses(status),
        declared: [declares("orders", declared)],
      });
      expect(report?.health).to.equal(health);
    });
  }

  it("distinguishes a connector without a status from a missing one", () => {
    const declared = [declares("new", "running"), declares("gone", "running")];
    const found = reports({ quiet: ["new"], declared });
    expect(found.map(({ name, state, health }) => [name, state, health])).to.deep.equal([
      ["gone", "missing", "missing"],
      ["new", "unassigned", "rebalancing"],
    ]);
  });

  it("is sorted by need, then by name with its numbers as numbers", () => {
    const all = ["b10", "b9", "a"].map((name) => sampleStatus("RUNNING", [], { name }));
    const failed = sampleStatus("FAILED", [], { name: "z" });
    const names = reports({ statuses: statuses(...all, failed) }).map(({ name }) => name);
    expect(names).to.deep.equal(["z", "a", "b9", "b10"]);
  });

  it("has the root cause of a failure, and the trace only when asked", () => {
    const trace = "org.a.B: outer\n\tat x\nCaused by: org.c.D: inner\n\tat y\n";
    const status = sampleStatus("RUNNING", [{ state: "FAILED", trace }]);
    const [brief] = reports({ statuses: statuses(status) });
    expect(brief?.tasks[0]).to.include({ reason: "org.c.D: inner" }).and.not.have.property("trace");
    expect(brief).to.not.have.property("stack");
    const [full] = reports({ statuses: statuses(status) }, true);
    expect(full?.tasks[0]).to.include({ trace });
  });

  it("is summarized in one line", () => {
    expect(summaryOf([])).to.equal("no connectors");
    const seen = {
      statuses: statuses(
        sampleStatus("RUNNING", ["RUNNING", "FAILED"], { name: "a" }),
        sampleStatus("PAUSED", ["PAUSED"], { name: "b" }),
        sampleStatus("RUNNING", [], { name: "c" }),
      ),
      declared: [declares("a", "running"), declares("b", "running")],
    };
    expect(summaryOf(reports(seen))).to.equal(
      "3 connectors: 1 paused, 2 running; 1 of 3 tasks failed; 1 not as declared; 1 not in the stack",
    );
  });
});
