import { expect } from "chai";
import { parsePolicy, policyText } from "../../healing/policy";

describe("the text of a policy", () => {
  it("is read as it was written, whatever the connector's name", () => {
    const policy = { type: "OnFailure" as const, maxRetry: 3 };
    expect(parsePolicy(policyText('a "b" ü', policy))).to.deep.equal(['a "b" ü', policy]);
  });

  const refused: Readonly<Record<string, RegExp>> = {
    '{"type":"Never","maxRetry":1}': /name/,
    '{"name":"a","type":"Always","maxRetry":1}': /type must be OnFailure or Never/,
    '{"name":"a","type":"Never","maxRetry":-1}': /maxRetry/,
    '{"name":"a","type":"Never","maxRetry":"1"}': /maxRetry/,
    "not JSON": /JSON/,
  };
  for (const [text, reason] of Object.entries(refused)) {
    it(`is refused when it is ${text}`, () => {
      expect(() => parsePolicy(text)).to.throw(reason);
    });
  }
});
