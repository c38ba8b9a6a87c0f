import { expect } from "chai";
import { commandLine } from "./command-line";
import { suites } from "./suites";

describe("the command line of a test run", () => {
  it("chooses everything where nothing is named, except the suites of `make proof`", () => {
    const { "through-plugin": ofProof, ...others } = suites;
    expect(ofProof).to.include({ onlyNamed: true });
    expect(commandLine([]).chosen).to.deep.equal(["checks", ...Object.keys(others)]);
    expect(commandLine(["through-plugin"]).chosen).to.deep.equal(["through-plugin"]);
  });

  it("chooses the named suites, and their tests by title", () => {
    expect(commandLine(["-g", "a lost answer", "unit", "lifecycle"])).to.deep.equal({
      chosen: ["unit", "lifecycle"],
      grep: "a lost answer",
    });
  });

  it("refuses an unknown suite", () => {
    expect(() => commandLine(["cli"]))
      .to.throw('no suite "cli"')
      .with.property("message")
      .contains("command");
  });
});
