import { expect } from "chai";
import { type Ended, failedOutcome, NOTHING, summary } from "./outcome";

const ended = (job: string, outcome: Partial<Ended["outcome"]>): Ended => ({
  job,
  seconds: 2,
  outcome: { ...NOTHING, ...outcome },
});

describe("the end of a test run", () => {
  it("is a line that counts passed and failed tests of all jobs", () => {
    const text = summary(
      [ended("unit", { passed: 3 }), ended("docs", { passed: 1, failed: 1 })],
      90,
    );
    expect(text.split("\n").slice(-2)).to.deep.equal([
      "1.5 minutes, 0 retried",
      "4 passed, 1 failed",
    ]);
  });

  it("counts skipped and retried tests if there are any", () => {
    const retried = [{ title: "lifecycle: a test", error: "timed out" }];
    const text = summary([ended("lifecycle", { passed: 1, skipped: 2, retried })], 1);
    expect(text.split("\n").slice(-2)).to.deep.equal([
      "0.0 minutes, 1 retried",
      "1 passed, 0 failed, 2 skipped",
    ]);
    expect(text).to.contain("  lifecycle: a test\n    timed out");
  });

  it("has the failures of each job in full", () => {
    const text = summary(
      [
        ended("unit", { passed: 1 }),
        { ...ended("shell", {}), outcome: failedOutcome("no broker") },
      ],
      1,
    );
    expect(text).to.contain("Failures\n\nshell:\nno broker").and.not.contain("unit:");
    expect(text).to.match(/1 passed, 1 failed$/);
  });

  it("ends with the titles of the failed tests, just before the counts", () => {
    const failedTests = [{ title: "a cluster comes up", error: "timed out\nat a place" }];
    const text = summary(
      [
        ended("cluster", { failed: 1, failures: "in full", failedTests }),
        { ...ended("shell", {}), outcome: failedOutcome("no broker") },
      ],
      1,
    );
    expect(text.split("\n").slice(-7)).to.deep.equal([
      "Failed",
      "",
      "  cluster: a cluster comes up: timed out",
      "  shell: no test ran to its end: no broker",
      "",
      "0.0 minutes, 0 retried",
      "0 passed, 2 failed",
    ]);
  });

  it("lists the twenty slowest tests of all jobs, the slowest first", () => {
    const tests = (name: string) =>
      Array.from({ length: 15 }, (_, i) => ({ title: `${name}${i}`, ms: i * 1000 }));
    const lines = summary([ended("a", { tests: tests("a") }), ended("b", { tests: tests("b") })], 1)
      .split("\n")
      .filter((line) => /^ +\d+\.\d {2}[ab]\d/.test(line));
    expect(lines).to.have.length(20);
    expect(lines[0]).to.equal("    14.0  a14");
  });

  it("leaves out empty parts", () => {
    const text = summary([ended("unit", { passed: 1 })], 1);
    expect(text).to.not.contain("Failures").and.not.contain("Retried");
  });
});
