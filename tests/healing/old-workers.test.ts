import { expect } from "chai";
import { restartsPartByPart } from "../../healing/old-workers";

describe("workers that restart part by part", () => {
  const versions: Readonly<Record<string, boolean>> = {
    "2.8.2": true,
    "3.0.0": true,
    "3.1.2": true,
    "3.2.0": false,
    "3.9.1": false,
    "4.3.1": false,
    "6.2.1-ccs": true,
    "7.1.1-ce": true,
    "7.2.0-ccs": false,
    "8.1.2-ccs": false,
    unknown: false,
  };
  for (const [version, partByPart] of Object.entries(versions)) {
    it(`are ${partByPart ? "" : "not "}those of ${version}`, () => {
      expect(restartsPartByPart(version)).to.equal(partByPart);
    });
  }
});
