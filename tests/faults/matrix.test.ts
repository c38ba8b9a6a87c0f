import { expect } from "chai";
import { madeTwice } from "../../faults/checks";
import { rows } from "../../faults/rows";
import type { Cell } from "../../faults/row";
import { during, firstTimes, once, onItsCalls, onWrites } from "../../faults/rules";
import { faultTable } from "../../faults/table";
import type { Rule, Seen } from "../../testkit/connect/proxy";

const seen = (method: string, path: string, body = ""): Seen => ({ method, path, body, nth: 0 });
const fault = { cut: "call" } as const;

describe("the table of the fault matrix", () => {
  const cell = (changes: Partial<Cell>): Cell => ({
    operation: "create",
    ended: "converged",
    calls: 4,
    seconds: 2.14,
    broken: [],
    ...changes,
  });
  const lines = (...cells: Cell[]) => faultTable([{ row: { what: "a fault" }, cells }]).split("\n");

  it("shows for each operation whether it converged, with its calls and seconds", () => {
    expect(lines(cell({}), cell({ operation: "delete", calls: 1 }))[2]).to.equal(
      "| a fault | yes; 4 calls, 2.1 s | - | - | yes; 1 call, 2.1 s | - | nothing |",
    );
  });

  it("shows the error of one operation rather than the sign that another was retried", () => {
    const failed = {
      ended: "failed as expected",
      message: "answered 401:\nCheck cluster.basicAuth",
    } as const;
    const [, , row] = lines(
      cell({ message: "trying again" }),
      cell({ operation: "update", ...failed }),
    );
    expect(row).to.contain("| error, then yes; 4 calls, 2.1 s |");
    expect(row).to.match(/\| answered 401: Check cluster\.basicAuth \|$/);
  });

  it("shows what is wrong instead of figures", () => {
    expect(lines(cell({ broken: ["made twice: POST /connectors", "more"] }))[2]).to.contain(
      "| **NO**: made twice: POST /connectors |",
    );
  });
});

describe("a rule of the fault matrix", () => {
  const meets = (rule: Rule, ...calls: Seen[]) => calls.map((call) => rule(call) === fault);

  it("for the first times counts each method and path", () => {
    const rule = firstTimes(1, fault);
    const [a, b] = [seen("GET", "/a"), seen("GET", "/b")];
    expect(meets(rule, a, a, b, b)).to.deep.equal([true, false, true, false]);
  });

  it("for one call affects no other", () => {
    expect(meets(once(fault), seen("GET", "/a"), seen("GET", "/b"))).to.deep.equal([true, false]);
  });

  it("for a time that is over affects none", () => {
    expect(meets(during(0, fault), seen("GET", "/a"))).to.deep.equal([false]);
    expect(meets(during(60_000, fault), seen("GET", "/a"))).to.deep.equal([true]);
  });

  it("for writes does not count reads", () => {
    const rule = onWrites(once(fault));
    expect(meets(rule, seen("GET", "/a"), seen("PUT", "/connectors/a/config"))).to.deep.equal([
      false,
      true,
    ]);
  });

  it("for the calls of an operation leaves out its validation and its initial read", () => {
    const validation = seen("PUT", "/connector-plugins/a/config/validate");
    const calls = [validation, seen("GET", "/connectors"), seen("POST", "/connectors")];
    expect(meets(onItsCalls("create", once(fault)), ...calls)).to.deep.equal([false, false, true]);
    expect(meets(onItsCalls("read", once(fault)), ...calls)).to.deep.equal([false, true, false]);
  });
});

describe("the fault matrix", () => {
  it("treats an equal write as a duplicate, but not creates of other connectors", () => {
    const writes = [seen("POST", "/connectors", "a"), seen("POST", "/connectors", "b")];
    expect(madeTwice(writes)).to.deep.equal([]);
    expect(madeTwice([...writes, seen("POST", "/connectors", "a")])).to.deep.equal([
      "made twice: POST /connectors",
    ]);
  });

  it("has a different name for each fault", () => {
    const names = rows.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });
});
