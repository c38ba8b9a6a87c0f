import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { isMarked, isMarkedSecret, markedSecret } from "../../../provider/core/secret-mark";
import { UNKNOWN } from "../../../provider/core/values";

describe("the marks of the engine", () => {
  it("are those of the Pulumi SDK", () => {
    const secret = { [runtime.specialSigKey]: runtime.specialSecretSig, value: "s" };
    expect(markedSecret("s")).to.deep.equal(secret);
    expect(isMarkedSecret(secret)).to.equal(true);
    expect(isMarkedSecret({ [runtime.specialSigKey]: runtime.specialAssetSig })).to.equal(false);
    expect(isMarked({ [runtime.specialSigKey]: runtime.specialAssetSig })).to.equal(true);
    expect(isMarked({ value: "s" })).to.equal(false);
    expect(UNKNOWN).to.equal(runtime.unknownValue);
  });
});
