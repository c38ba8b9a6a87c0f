import { expect } from "chai";
import * as fc from "fast-check";
import { grouped, listed, reasonsOf } from "../../../provider/set/failures";

const failed = (connector: string, text: string) => ({ connector, reasons: [text] });

describe("failures of a set", () => {
  it("show the first five in full and the others by name", () => {
    const all = Array.from({ length: 8 }, (_, i) => failed(`c${i}`, `cause ${i}`));
    expect(reasonsOf(all)).to.deep.equal([
      "cause 0",
      "cause 1",
      "cause 2",
      "cause 3",
      "cause 4",
      '3 more connectors failed: "c5", "c6", "c7"',
    ]);
  });

  it("name at most fifty of the others", () => {
    const left = Array.from({ length: 57 }, (_, i) => failed(`c${i}`, `cause ${i}`));
    expect(reasonsOf(left).at(-1)).to.match(/^52 more connectors failed: .*"c54" and 2 more$/);
    const same = Array.from({ length: 53 }, (_, i) => failed(`c${i}`, "cause"));
    expect(reasonsOf(same)[0]).to.match(/The same happened to .*"c50" and 2 more\.$/);
  });

  it("are merged if connectors fail with the same message", () => {
    const all = ["a", "b", "c"].map((name) => failed(name, `create connector "${name}": refused`));
    expect(reasonsOf(all)).to.deep.equal([
      'create connector "a": refused\nThe same happened to "b", "c".',
    ]);
  });

  it("name or count every connector, however many there are", () => {
    const failures = fc.uniqueArray(fc.nat(200), { maxLength: 200 });
    fc.assert(
      fc.property(failures, fc.integer({ min: 1, max: 20 }), (ids, kinds) => {
        const text = reasonsOf(
          ids.map((id) => failed(`c${id}`, `connector "c${id}" has cause ${id % kinds}`)),
        ).join("\n");
        const counts = [...text.matchAll(/and (\d+) more/g)].map(([, n]) => Number(n));
        const named = new Set([...text.matchAll(/"c(\d+)"/g)].map(([, id]) => Number(id)));
        const uncounted = counts.reduce((sum, n) => sum + n, 0);
        expect(named.size + uncounted).to.equal(ids.length);
      }),
    );
  });

  it("count the mistakes that are too many to show", () => {
    const all = Array.from({ length: 60 }, (_, i) => ({
      connector: "a",
      property: `config["k${i}"]`,
      reason: "is wrong",
    }));
    const shown = grouped(all);
    expect(shown).to.have.length(51);
    expect(shown.at(-1)).to.deep.equal({ property: "", reason: "and 10 more mistakes" });
    expect(grouped(all.slice(0, 51)).at(-1)?.reason).to.equal("and 1 more mistake");
    expect(grouped(all.slice(0, 50)).map(({ reason }) => reason)).to.not.include(
      "and 0 more mistakes",
    );
  });

  it("name the other connectors with the same mistake", () => {
    const at = (connector: string, property: string) => ({
      connector,
      property,
      reason: "is wrong",
    });
    expect(grouped([at("a", "class")])).to.deep.equal([
      { property: 'connectors["a"].class', reason: "is wrong" },
    ]);
    expect(grouped([at("a", ""), at("b", ""), at("c", "class")])).to.deep.equal([
      { property: 'connectors["a"]', reason: 'is wrong (also in "b" of the set)' },
      { property: 'connectors["c"].class', reason: "is wrong" },
    ]);
  });

  it("leave out the connectors that are shown in full from the others", () => {
    const all = ["a", "b", "c", "d", "e", "f"].map((name) => failed(name, `cause ${name}`));
    const last = reasonsOf([...all, failed("g", "cause a")]).at(-1);
    expect(last).to.equal('1 more connector failed: "f"');
  });

  it("list names up to a number", () => {
    expect(listed(["a"])).to.equal('"a"');
    expect(listed(["a", "b", "c"], 2)).to.equal('"a", "b" and 1 more');
    const eleven = Array.from({ length: 11 }, (_, i) => `c${i}`);
    expect(listed(eleven)).to.match(/"c9" and 1 more$/);
  });
});
