import { expect } from "chai";
import { reportedParts } from "../../healing/events";
import { UNKNOWN_CONFIG } from "../../provider/connect/redact";

describe("a failed part in the agent's log", () => {
  const trace = [
    "org.example.OuterException: hunter2",
    ...Array<string>(80_000).fill("\tat org.example.Task.poll(Task.java:12)"),
    "Caused by: org.example.RootException: hunter2",
  ].join("\n");
  const parts = (count: number) =>
    Array.from({ length: count }, (_, task) => ({ task, workerId: "w1:8083", trace }));

  it("has a trace that begins and ends like one of 3 MB", () => {
    const [part] = reportedParts(parts(1), UNKNOWN_CONFIG);
    expect(part?.trace.length).to.be.below(17_000);
    expect(part?.trace).to.match(/^org\.example\.OuterException/);
    expect(part?.trace).to.contain("Caused by: org.example.RootException");
    expect(part?.trace).to.contain("characters are left out here").and.not.contain("hunter2");
  });

  it("shares the length of a log line with others of its connector", () => {
    const all = reportedParts(parts(50), UNKNOWN_CONFIG);
    expect(JSON.stringify(all).length).to.be.below(200_000);
  });
});
