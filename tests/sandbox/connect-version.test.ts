import { expect } from "chai";
import { olderVersions, wantedVersion } from "../../sandbox/connect-version";

describe("the version of the workers", () => {
  const before = process.env["CONNECT_VERSION"];

  afterEach(() => {
    if (before === undefined) delete process.env["CONNECT_VERSION"];
    else process.env["CONNECT_VERSION"] = before;
  });

  it("is the broker's by default", () => {
    delete process.env["CONNECT_VERSION"];
    expect(wantedVersion("4.3.1")).to.equal("4.3.1");
  });

  for (const [wanted, version] of [
    ["", "4.3.1"],
    ["3.9", olderVersions["3.9"]],
    ["4.1", olderVersions["4.1"]],
    ["4.3", "4.3.1"],
    ["3.9.0", "3.9.0"],
  ] as const) {
    it(`is ${version} for CONNECT_VERSION="${wanted}"`, () => {
      process.env["CONNECT_VERSION"] = wanted;
      expect(wantedVersion("4.3.1")).to.equal(version);
    });
  }

  for (const wanted of ["3.8", "latest", "../3.9.0"]) {
    it(`cannot be "${wanted}"`, () => {
      process.env["CONNECT_VERSION"] = wanted;
      expect(() => wantedVersion("4.3.1")).to.throw("CONNECT_VERSION", wanted);
    });
  }
});
