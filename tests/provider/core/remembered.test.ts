import { expect } from "chai";
import * as fc from "fast-check";
import { remembered } from "../../../provider/core/remembered";

describe("a remembered rule", () => {
  it("answers as the rule itself, however often and in whatever order it is asked", () => {
    const rule = (text: string) => text.includes("a");
    const fast = remembered(rule);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom("a", "b", "constructor"))),
        (all) => {
          for (const text of all) expect(fast(text)).to.equal(rule(text));
        },
      ),
    );
  });

  it("is asked once for each text, unless the text is long", () => {
    const asked: string[] = [];
    const fast = remembered((text) => asked.push(text) > 0);
    const long = "x".repeat(1_000);
    for (const text of ["a", "a", "b", "a", long, long]) fast(text);
    expect(asked).to.deep.equal(["a", "b", long, long]);
  });

  it("forgets, so that its memory stays small", () => {
    let asked = 0;
    const fast = remembered(() => ++asked > 0);
    for (let i = 0; i < 10_001; i++) fast(`value ${i}`);
    fast("value 0");
    expect(asked).to.equal(10_002);
  });
});
