import { expect } from "chai";
import { canonicalise } from "../../../provider/connector/inputs";
import { minimal } from "../../../testkit/connectors/inputs";

/** As from a JSON file, whose numbers JavaScript has read already. */
const json = (text: string): unknown => JSON.parse(text);

describe("a number in a config", () => {
  const refused: [string, unknown][] = [
    ["beyond 2^53", json("1712345678901234567")],
    ["beyond 2^53, and round", json("9223372036854775807")],
    ["just beyond 2^53", 2 ** 53],
    ["below -2^53", -(2 ** 53)],
    ["that JavaScript prints with an exponent", json("1e21")],
    ["written with a large exponent", json("1e20")],
    ["that is the largest possible", Number.MAX_VALUE],
    ["so small that JavaScript prints it with an exponent", json("1e-7")],
    ["that is negative and just as small", -1.5e-9],
    ["that is NaN", NaN],
    ["that is Infinity", Infinity],
    ["written as 1e999", json("1e999")],
    ["that is -Infinity", -Infinity],
  ];
  for (const [which, value] of refused) {
    it(`${which} is refused with its key`, () => {
      const { failures } = canonicalise({ ...minimal, config: { size: 1, "start.id": value } });
      expect(failures).to.deep.equal([
        {
          property: 'config["start.id"]',
          reason:
            "is a number that cannot be kept exactly: beyond 2^53, written with an exponent, NaN or Infinity. Write it as a string",
        },
      ]);
    });
  }

  const kept: [unknown, string][] = [
    [0, "0"],
    [-0, "0"],
    [1e5, "100000"],
    [-1.5, "-1.5"],
    [0.1, "0.1"],
    [json("1.0"), "1"],
    [0.000001, "0.000001"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [Number.MIN_SAFE_INTEGER, "-9007199254740991"],
    ["1712345678901234567", "1712345678901234567"],
    ["1e21", "1e21"],
    [true, "true"],
  ];
  for (const [value, text] of kept) {
    it(`is stored as ${text} if given as ${JSON.stringify(value)}`, () => {
      const { inputs, failures } = canonicalise({ ...minimal, config: { size: value } });
      expect(failures).to.deep.equal([]);
      expect(inputs.config).to.deep.equal({ size: text });
    });
  }
});
