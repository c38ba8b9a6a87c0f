import { expect } from "chai";
import fc from "fast-check";
import { adoption } from "../../../provider/connector/check/adoption";
import { failureText } from "../../../provider/core/failure-text";
import { notice } from "../../../provider/core/notice";

/** Whatever a name, a key or a value may hold. */
const any = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "\\", ":", " ", ",", "]", "\n", "x"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});
const line = any.map((text) => text.replace(/[\r\n]/g, ""));
const word = fc.stringMatching(/^[A-Za-z]{1,10}$/);

describe("messages that are written in one place and read in another", () => {
  it("a notice is read as it was written, and no other message is", () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(notice.parse(notice.format(text))).to.equal(text);
      }),
    );
    for (const other of ["", "Kafka Connect", "a bucket of Kafka Connect: x", "kafka connect: x"]) {
      expect(notice.parse(other)).to.equal(undefined);
    }
  });

  it("an adoption is read as it was written", () => {
    const adoptions = fc.record({
      connector: any,
      url: fc.webUrl(),
      changes: fc.array(line, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(adoptions, (given) => {
        expect(adoption.parse(adoption.format(given))).to.deep.equal(given);
      }),
    );
  });

  it("no other text is read as an adoption", () => {
    const written = adoption.format({ connector: "a", url: "http://b", changes: [] });
    for (const other of [
      "",
      `${written}.`,
      `${written}\n    x`,
      `The ${written}`,
      'connector "a" restarted',
    ]) {
      expect(adoption.parse(other), other).to.equal(undefined);
    }
  });

  it("a failure is read as it was written, whatever is wrong with whichever property", () => {
    const key = any.filter((text) => !text.includes('"]'));
    const part = fc.oneof(
      word.map((name) => `.${name}`),
      fc.nat().map((place) => `[${place}]`),
      key.map((text) => `["${text}"]`),
    );
    const path = fc
      .tuple(word, fc.array(part, { maxLength: 3 }))
      .map(([root, parts]) => root + parts.join(""));
    fc.assert(
      fc.property(path, any, (property, reason) => {
        expect(failureText.parse(failureText.format({ property, reason }))).to.deep.equal({
          property,
          reason,
        });
      }),
    );
  });

  it("a failure without a property is read as one", () => {
    for (const reason of [
      "",
      "validate the config on http://a: GET / answered 401: no\nCheck b.",
      "two words: x",
    ]) {
      expect(failureText.parse(failureText.format({ property: "", reason }))).to.deep.equal({
        property: "",
        reason,
      });
    }
  });
});
