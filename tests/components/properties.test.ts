import { expect } from "chai";
import fc from "fast-check";
import { parseProperties, propertiesText } from "../../components/properties";
import { readProperties } from "../../testkit/plugins/java-formats";

describe("the text of a properties file", () => {
  const cases: [what: string, key: string, value: string, text: string][] = [
    ["plain", "group.id", "sandbox", "group.id=sandbox\n"],
    ["a value that is a url", "listeners", "http://a:1,b", "listeners=http://a:1,b\n"],
    ["an empty value", "a", "", "a=\n"],
    ["a backslash", "a", "C:\\x", "a=C:\\\\x\n"],
    ["a line break", "a", "1\n2", "a=1\\n2\n"],
    ["a leading blank", "a", " 1", "a=\\ 1\n"],
    ["a character beyond ASCII", "a", "ö🔑", "a=\\u00f6\\ud83d\\udd11\n"],
    ["control characters", "a", "\u0001\t", "a=\\u0001\\u0009\n"],
    ["a key with a leading blank", " a", "1", "\\ a=1\n"],
    ["a key that would be a comment", "#a", "1", "\\#a=1\n"],
    ["a key with separators", "a b:c=d", "1", "a\\ b\\:c\\=d=1\n"],
  ];
  for (const [what, key, value, text] of cases) {
    it(`holds ${what}`, () => {
      expect(propertiesText({ [key]: value })).to.equal(text);
      expect([...parseProperties(text)]).to.deep.equal([[key, value]]);
    });
  }

  it("is read by Java and by our reader as it was written", () => {
    const special = fc.constantFrom(" ", "\t", "\f", "\n", "\r", "\\", ":", "=", "#", "!", "u");
    const any = fc.string({ unit: "binary", minLength: 1, maxLength: 1 });
    const text = fc.string({ unit: fc.oneof(special, any), maxLength: 8 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { noNullPrototype: true }), (entries) => {
        const written = propertiesText(entries);
        expect(readProperties(written)).to.deep.equal(entries);
        expect(Object.fromEntries(parseProperties(written))).to.deep.equal(entries);
      }),
    );
  });
});
