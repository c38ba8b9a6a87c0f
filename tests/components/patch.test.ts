import { expect } from "chai";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { patched } from "../../components/patch";
import { valueOf } from "../../testkit/kubernetes/connect-cluster";

describe("patch", () => {
  const cases: [string, unknown, unknown, unknown][] = [
    ["adds a key", { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ["replaces a value", { a: 1 }, { a: 2 }, { a: 2 }],
    ["merges nested objects", { a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: 2 } }],
    ["removes a key that is null", { a: 1, b: 2 }, { a: null }, { a: undefined, b: 2 }],
    ["does not add a key that is null", {}, { a: { b: null } }, { a: { b: undefined } }],
    ["keeps a key that is undefined in the patch", { a: 1 }, { a: undefined }, { a: 1 }],
    ["replaces a value with an object", { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ["replaces a list of values", { a: ["x", "y"] }, { a: ["z"] }, { a: ["z"] }],
    [
      "replaces a list of unnamed items",
      { a: [{ key: 1 }, { key: 2 }] },
      { a: [{ key: 3 }] },
      { a: [{ key: 3 }] },
    ],
    [
      "merges a list of named items by name, in the body's order, and appends new ones",
      {
        a: [
          { name: "x", v: 1 },
          { name: "y", v: 2 },
        ],
      },
      { a: [{ name: "z" }, { name: "y", w: 3 }] },
      { a: [{ name: "x", v: 1 }, { name: "y", v: 2, w: 3 }, { name: "z" }] },
    ],
    [
      "adds a second mount of the same volume",
      { volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] },
      { volumeMounts: [{ name: "tmp", mountPath: "/var/run" }] },
      {
        volumeMounts: [
          { name: "tmp", mountPath: "/tmp" },
          { name: "tmp", mountPath: "/var/run" },
        ],
      },
    ],
    [
      "merges mounts with the same path",
      {
        volumeMounts: [
          { name: "a", mountPath: "/a" },
          { name: "a", mountPath: "/b" },
        ],
      },
      { volumeMounts: [{ name: "other", mountPath: "/b" }] },
      {
        volumeMounts: [
          { name: "a", mountPath: "/a" },
          { name: "other", mountPath: "/b" },
        ],
      },
    ],
  ];
  for (const [what, body, patch, result] of cases) {
    it(what, () => expect(patched(body, patch)).to.deep.equal(result));
  }

  const later: [string, unknown, unknown, unknown][] = [
    ["in the patch", { a: { c: 1 } }, { a: pulumi.output({ b: 1 }) }, { a: { b: 1, c: 1 } }],
    ["in the body", { a: pulumi.output({ c: 1 }) }, { a: { b: 1 } }, { a: { b: 1, c: 1 } }],
    ["in both", pulumi.output({ a: 1 }), Promise.resolve({ b: 1 }), { a: 1, b: 1 }],
    [
      "in a list of named items",
      { a: [{ name: "x", v: 1 }] },
      { a: [pulumi.output({ name: "x", w: 2 })] },
      { a: [{ name: "x", v: 1, w: 2 }] },
    ],
    [
      "in the name of an item",
      { a: [{ name: "x", v: 1 }] },
      { a: [{ name: pulumi.output("x"), w: 2 }] },
      { a: [{ name: "x", v: 1, w: 2 }] },
    ],
  ];
  for (const [where, before, patch, result] of later) {
    it(`merges an Output ${where}`, async () => {
      expect(await valueOf(pulumi.output(patched(before, patch)))).to.deep.equal(result);
    });
  }

  it("leaves an Output unchanged if there is nothing to merge it with", () => {
    const output = pulumi.output("eu");
    const result = patched({ a: { b: "us", c: 1 } }, { a: { b: output } });
    expect(result).to.deep.equal({ a: { b: output, c: 1 } });
  });

  const named = (value: fc.Arbitrary<unknown>) =>
    fc.uniqueArray(fc.record({ name: fc.constantFrom("x", "y", "z"), value }), {
      selector: ({ name }) => name,
      minLength: 1,
      maxLength: 3,
    });
  const key = fc.constantFrom("a", "b", "c");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(0, "text", true, null),
      fc.array(fc.integer(), { maxLength: 2 }),
      named(tie("tree")),
      fc.dictionary(key, tie("tree"), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  const body = fc.dictionary(key, tree, { maxKeys: 3, noNullPrototype: true });

  it("changes nothing if it is empty", () => {
    const check = (any: unknown) => {
      expect(patched(any, {})).to.deep.equal(any);
      expect(patched(any, undefined)).to.deep.equal(any);
    };
    fc.assert(fc.property(body, check));
  });

  it("has the same result when applied twice", () => {
    const check = (any: unknown, patch: unknown) => {
      const once = patched(any, patch);
      // As they are sent, without undefined properties.
      expect(sent(patched(once, patch))).to.deep.equal(sent(once));
    };
    fc.assert(fc.property(body, body, check), { numRuns: 2000 });
  });

  it("changes neither the body nor itself", () => {
    fc.assert(
      fc.property(body, body, (any, patch) => {
        const before = structuredClone([any, patch]);
        patched(any, patch);
        expect([any, patch]).to.deep.equal(before);
      }),
    );
  });
});

function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
