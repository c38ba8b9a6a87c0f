import { expect } from "chai";
import { Progress } from "../../../provider/set/progress";

describe("the progress of a set", () => {
  const { setInterval: real } = globalThis;
  const { CI } = process.env;
  afterEach(() => {
    globalThis.setInterval = real;
    if (CI === undefined) delete process.env.CI;
    else process.env.CI = CI;
  });

  it("counts what is done, waiting and failed", () => {
    const progress = new Progress("created", 3);
    for (const name of ["a", "b", "c"]) progress.waits(name);
    progress.ends("a", false);
    progress.ends("b", true);
    expect(progress.text).to.equal("created 1 of 3, 1 waiting, 1 failed");
  });

  function stepOf(inTerminal?: boolean): number | undefined {
    const steps: number[] = [];
    globalThis.setInterval = ((work: () => void, ms: number) => {
      steps.push(ms);
      return real(work, 1_000_000);
    }) as typeof setInterval;
    new Progress("created", 3).show({ progress: () => undefined }, inTerminal)();
    return steps[0];
  }

  it("is shown every ten seconds in a log, which keeps each line", () => {
    process.env.CI = "true";
    expect(stepOf()).to.equal(10_000);
  });

  it("is shown every second in a terminal, which overwrites the line", () => {
    expect(stepOf(true)).to.equal(1_000);
  });
});
