import { expect } from "chai";
import { didYouMean, nearNames } from "../../../provider/core/suggest";

describe("an unknown name", () => {
  const names = [
    "a-topic-of-others",
    "topics",
    "orders",
    "order-items",
    "payments",
    "payments-archive",
    "s3",
  ];
  const cases: readonly (readonly [wanted: string, near: string[]])[] = [
    ["ordres", ["orders"]],
    ["ORDERS", ["orders", "order-items"]],
    ["items", ["order-items"]],
    ["payment", ["payments", "payments-archive"]],
    ["paymnets", ["payments", "payments-archive"]],
    ["s2", ["s3"]],
    ["topic", ["topics", "a-topic-of-others"]],
    ["inventory", []],
    ["", []],
  ];
  for (const [wanted, near] of cases) {
    it(`"${wanted}" is near ${near.join(" and ") || "nothing"}`, () => {
      expect(nearNames(wanted, names)).to.deep.equal(near);
    });
  }

  it("gets at most three suggestions", () => {
    const many = ["a1", "a2", "a3", "a4"];
    expect(didYouMean("a0", many)).to.equal(': did you mean "a1", "a2" or "a3"?');
    expect(didYouMean("orders", [])).to.equal("");
  });
});
