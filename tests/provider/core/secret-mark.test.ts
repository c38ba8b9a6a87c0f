import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import {
  isMarked,
  isMarkedSecret,
  markedSecret,
  withoutMarks,
} from "../../../provider/core/secret-mark";
import { UNKNOWN } from "../../../provider/core/unknown";

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

  it("are removed from secrets, and from nothing else", () => {
    const asset = { [runtime.specialSigKey]: runtime.specialAssetSig };
    const map = { a: markedSecret("s"), b: "plain", c: 1, d: asset, e: null };
    expect(withoutMarks<unknown>(map)).to.deep.equal({ ...map, a: "s" });
  });
});
