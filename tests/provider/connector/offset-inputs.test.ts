import { expect } from "chai";
import { canonicalOffsets } from "../../../provider/connector/offset-inputs";
import { UNKNOWN } from "../../../provider/core/unknown";

const of = (name: unknown, position: unknown = 1) => ({
  partition: { filename: name },
  offset: { position },
});

function failuresOf(raw: unknown): string[] {
  const failures: string[] = [];
  canonicalOffsets(raw, (property, reason) => failures.push(`${property}: ${reason}`));
  return failures;
}

const canonical = (raw: unknown) =>
  canonicalOffsets(raw, (property, reason) => {
    throw new Error(`${property}: ${reason}`);
  });

describe("offsets in a program", () => {
  it("are the same in any order", () => {
    const some = [of("b"), of("a"), of("c")];
    expect(canonical(some)).to.deep.equal([of("a"), of("b"), of("c")]);
    expect(canonical(some.reverse())).to.deep.equal([of("a"), of("b"), of("c")]);
  });

  it("keep their JSON types", () => {
    const offset = { whole: 7, text: "7", half: 0.5, yes: true, none: null, nested: { a: [1] } };
    const some = [{ partition: { database: null, server: "x" }, offset }];
    expect(canonical(some)).to.deep.equal(some);
  });

  const refused: [string, unknown, string[]][] = [
    ["a value that is not a list", {}, ["offsets: must be a list of partitions and their offsets"]],
    ["an entry that is not a map", [7], ["offsets[0]: must be a map of `partition` and `offset`"]],
    [
      "a partition that is a text",
      [{ partition: "a", offset: { at: 1 } }],
      ["offsets[0].partition: must be a map: keys and values, as the connector writes them"],
    ],
    [
      "an empty partition and a null offset",
      [of("a"), { partition: {}, offset: null }],
      [
        "offsets[1].partition: is required: keys and values, as the connector writes them",
        "offsets[1].offset: is required: keys and values, as the connector writes them",
      ],
    ],
    [
      "a number that JavaScript rounds",
      [of("a", { deep: [2 ** 53] })],
      [
        "offsets[0].offset: contains a number beyond 2^53, or NaN or Infinity, which Pulumi cannot keep exactly: set such an offset with `PATCH /connectors/{name}/offsets`",
      ],
    ],
    [
      "the same partition twice, with its keys in another order",
      [
        { partition: { x: 1, y: 2 }, offset: { o: 1 } },
        { partition: { y: 2, x: 1 }, offset: { o: 2 } },
      ],
      ["offsets[1].partition: repeats offsets[0].partition"],
    ],
  ];
  for (const [what, raw, failures] of refused) {
    it(`are refused for ${what}`, () => expect(failuresOf(raw)).to.deep.equal(failures));
  }

  for (const [what, raw] of [
    ["the list", UNKNOWN],
    ["one of them", [UNKNOWN, of("a")]],
    ["a part of one", [{ partition: UNKNOWN, offset: UNKNOWN }]],
    ["a value of one", [of("b", UNKNOWN), of("a")]],
  ] as const) {
    it(`stay unchanged while ${what} is unknown`, () => {
      expect(canonical(raw)).to.deep.equal(raw);
    });
  }
});
