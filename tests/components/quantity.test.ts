import { expect } from "chai";
import { quantityBytes } from "../../components/quantity";

describe("quantity", () => {
  const bytes: [string, number][] = [
    ["0", 0],
    ["1024", 1024],
    ["1k", 1e3],
    ["512M", 512e6],
    ["4G", 4e9],
    ["1T", 1e12],
    ["1Ki", 1024],
    ["512Mi", 536_870_912],
    ["4Gi", 4_294_967_296],
    ["2Ti", 2_199_023_255_552],
    ["1.5G", 1.5e9],
    ["0.5Ki", 512],
    ["1.0001k", 1000],
  ];
  for (const [quantity, expected] of bytes) {
    it(`is ${expected} bytes for ${quantity}`, () => {
      expect(quantityBytes("a.b", quantity)).to.equal(expected);
    });
  }

  const refused = [
    "",
    "G",
    "4 G",
    " 4G",
    "4G\n",
    "4g",
    "4GB",
    "4K",
    "-1G",
    "1e3",
    "1.G",
    "constructor",
  ];
  for (const quantity of [...refused, "4constructor"]) {
    it(`is refused with its property's name for ${JSON.stringify(quantity)}`, () => {
      expect(() => quantityBytes("build.onDemand.storageLimit", quantity)).to.throw(
        `build.onDemand.storageLimit: "${quantity}" is not a quantity (for example 4G or 512Mi)`,
      );
    });
  }
});
