import { expect } from "chai";
import { propertiesText } from "../../components/properties";

describe("the text of a properties file", () => {
  const cases: [what: string, key: string, value: string, text: string][] = [
    ["plain", "group.id", "sandbox", "group.id=sandbox\n"],
    ["a value that is a url", "listeners", "http://a:1,b", "listeners=http://a:1,b\n"],
    ["an empty value", "a", "", "a=\n"],
    ["a backslash", "a", "C:\\x", "a=C:\\\\x\n"],
    ["a line break", "a", "1\n2", "a=1\\n2\n"],
    ["a leading blank", "a", " 1", "a=\\ 1\n"],
    ["a key with separators", "a b:c=d", "1", "a\\ b\\:c\\=d=1\n"],
  ];
  for (const [what, key, value, text] of cases) {
    it(`holds ${what}`, () => {
      expect(propertiesText({ [key]: value })).to.equal(text);
    });
  }
});
