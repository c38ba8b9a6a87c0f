import { expect } from "chai";
import { jobsOf, type TestFile } from "./jobs";
import type { Suite } from "./suites";

describe("the jobs of a test run", () => {
  const files: Readonly<Record<string, readonly TestFile[]>> = {
    quick: [{ path: "quick.test.ts", bytes: 1 }],
    long: [5, 9, 4, 1].map((bytes) => ({ path: `${bytes}.test.ts`, bytes })),
    short: [{ path: "short.test.ts", bytes: 1 }],
  };
  const filesOf = ({ folders }: Suite) => files[folders[0] ?? ""] ?? [];
  const suites: Readonly<Record<string, Suite>> = {
    short: { folders: ["short"], needs: "sandbox", seconds: 30 },
    long: { folders: ["long"], needs: "kubernetes", shards: 2, seconds: 100 },
    quick: { folders: ["quick"], seconds: 1 },
  };
  const jobs = (lanes: number, grep?: string) => jobsOf(suites, { filesOf, grep, lanes });

  it("start with those without real parts, and then the longest", () => {
    expect(jobs(2).map(({ name }) => name)).to.deep.equal([
      "quick",
      "long 1/2",
      "long 2/2",
      "short",
    ]);
  });

  it("share the files of a long suite by their size, each file once", () => {
    const parts = jobs(2).filter(({ needs }) => needs === "kubernetes");
    expect(parts.map((part) => part.files)).to.deep.equal([
      ["1.test.ts", "9.test.ts"],
      ["4.test.ts", "5.test.ts"],
    ]);
  });

  it("are one for each suite in a single lane", () => {
    expect(jobs(1).map(({ name }) => name)).to.deep.equal(["quick", "long", "short"]);
    expect(jobs(1)[1]?.files).to.have.length(4);
  });

  it("are never more than there are files", () => {
    const lone = { lone: { folders: ["short"], shards: 3, seconds: 1 } };
    expect(jobsOf(lone, { filesOf, grep: undefined, lanes: 3 })).to.have.length(1);
  });

  it("run only the tests with the requested title", () => {
    for (const { grep } of jobs(1, "a lost answer")) expect(grep).to.equal("a lost answer");
    for (const job of jobs(1)) expect(job).to.not.have.property("grep");
  });
});
