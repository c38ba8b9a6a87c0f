import { expect } from "chai";
import fc from "fast-check";
import { jsonText, parseJson } from "../../../provider/core/json";

describe("JSON", () => {
  const exact = [
    "1712345678901234567",
    "-9223372036854775808",
    "9007199254740993",
    "1.0",
    "1e21",
    "1E5",
    "0.10",
    '{"offsets":[{"partition":{"p":1},"offset":{"lsn":9223372036854775807,"t":[1.0,2]}}]}',
    '{"a":{"b":[12345678901234567890]},"c":"1712345678901234567"}',
    "[ 1712345678901234567 ]",
  ];
  for (const text of exact) {
    it(`comes out as it went in: ${text}`, () => {
      expect(jsonText(parseJson(text))).to.equal(text.replaceAll(" ", ""));
    });
  }

  it("is handled like JSON.parse and JSON.stringify if no number would be lost", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d[.eE]|\d{16}/.test(text) && !text.includes("__proto__"));
        expect(parseJson(text)).to.deep.equal(JSON.parse(text));
        expect(jsonText(parseJson(text))).to.equal(text);
      }),
    );
  });

  it("with one exact number leaves the others unchanged", () => {
    const found = parseJson('{"a":1712345678901234567,"id":7,"ok":true,"s":"x"}');
    expect(found).to.deep.include({ id: 7, ok: true, s: "x" });
  });

  it("is refused if it is cut off", () => {
    for (const text of ['{"a":1', '{"a":1712345678901234567', "<html>", ""]) {
      expect(() => parseJson(text), text).to.throw();
    }
  });

  it("is indented on request", () => {
    expect(jsonText({ a: 1 }, 2)).to.equal('{\n  "a": 1\n}');
  });
});
