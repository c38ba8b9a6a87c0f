import { expect } from "chai";
import { becoming } from "../../../provider/workers/other-cluster";

const USUAL = "data/connect";

describe("another group or other internal topics", () => {
  const cases: [string, string, string, boolean, string[]][] = [
    ["another config topic", USUAL, `${USUAL}?config=c`, true, ["recreated there"]],
    ["the usual config topic", `${USUAL}?group=g&config=c`, `${USUAL}?group=g`, true, []],
    ["another group", USUAL, `${USUAL}?group=g`, false, ["connectors stay", "both groups"]],
    ["another offset topic", USUAL, `${USUAL}?offset=o`, false, ["start from the beginning"]],
    ["another status topic", USUAL, `${USUAL}?status=s`, false, ["connectors stay"]],
    ["all of them", USUAL, `${USUAL}?group=g&config=c&offset=o`, true, ["recreated there"]],
    ["a longer value", `${USUAL}?config=c`, `${USUAL}?config=c2`, true, []],
    ["another name", USUAL, "data/other", true, []],
  ];
  for (const [what, before, after, withoutConnectors, said] of cases) {
    it(`${withoutConnectors ? "lose" : "keep"} the connectors with ${what}`, () => {
      const found = becoming(before, after);
      expect(found.withoutConnectors).to.equal(withoutConnectors);
      expect(found.text).to.contain("another Connect cluster").and.contain(`${before} becomes`);
      for (const text of said) expect(found.text).to.contain(text);
    });
  }
});
