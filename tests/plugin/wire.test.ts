import { expect } from "chai";
import * as fc from "fast-check";
import { opened, type Path, sealed } from "../../plugin/wire";
import type { Raw } from "../../provider/core/values";
import { markedSecret } from "../../provider/core/secret-mark";
import { differences } from "../../plugin/differences";

const values = fc.dictionary(
  fc.constantFrom("a", "b.c", "config", 'q"uote'),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("x", "y-z"), tie("value")),
    ),
  })).value,
);

function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...inside.flatMap(([key, one]) => pathsIn(one, [...at, key]))];
}

describe("the wire form of values", () => {
  it("preserves values and secrets, whichever of them are secret", () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.boolean()), (plain, chosen) => {
        const secret = pathsIn(plain).filter(
          (path) => path.length > 0 && chosen.next().value === true,
        );
        const again = opened(sealed(plain, secret));
        expect(again.plain).to.deep.equal(plain);
        const covered = (path: Path) =>
          again.paths.some((p) => p.every((key, i) => key === path[i]) && p.length <= path.length);
        for (const path of secret) expect(covered(path), JSON.stringify(path)).to.equal(true);
        expect(secret.map(String)).to.include.members(again.paths.map(String));
      }),
    );
  });

  it("opens a secret within a secret", () => {
    const { plain, paths } = opened({ a: markedSecret({ b: markedSecret("c") }) });
    expect(plain).to.deep.equal({ a: { b: "c" } });
    expect(paths).to.deep.equal([["a"], ["a", "b"]]);
  });
});

describe("the differences of two sets of inputs", () => {
  it("are empty for equal values, and otherwise have paths that the engine understands", () => {
    const cases: [before: Raw, after: Raw, found: object][] = [
      [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, {}],
      [{ config: { "a.b": "1" } }, { config: { "a.b": "2" } }, { 'config["a.b"]': "update" }],
      [{ config: {} }, { config: { x: "1" } }, { "config.x": "add" }],
      [{ list: [1, 2] }, { list: [1] }, { "list[1]": "delete" }],
      [{ a: 1 }, { b: 1 }, { a: "delete", b: "add" }],
      [{ config: { 'q"': "1" } }, { config: { 'q"': "2" } }, { 'config["q\\""]': "update" }],
      [{ config: { a: "1" } }, { config: "unknown" }, { config: "update" }],
    ];
    for (const [before, after, found] of cases) {
      expect(Object.fromEntries(differences(before, after))).to.deep.equal(found);
    }
  });
});
