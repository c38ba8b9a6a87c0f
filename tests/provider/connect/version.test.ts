import { expect } from "chai";
import { workerVersion } from "../../../provider/connect/version";

describe("version: of a worker", () => {
  const versions: [string, string | undefined][] = [
    ["7.3.1-ce", "3.3"],
    ["7.0.0-ccs", "3.0"],
    ["7.9.2-ce", "3.9"],
    ["8.0.0-ce", "4.0"],
    ["8.1.0-ccs", "4.1"],
    ["6.0.1-ce", "2.6"],
    ["6.2.15-ccs", "2.8"],
    ["5.5.3-ce", "2.5"],
    ["7.4.0-90-ce", "3.4"],
    ["3.4.1", undefined],
    ["4.3.1", undefined],
    ["3.9.0-SNAPSHOT", undefined],
    ["3.7.0.redhat-00007", undefined],
    ["2.8.2-IV1", undefined],
    ["unknown", undefined],
    ["", undefined],
  ];
  for (const [version, kafka] of versions) {
    it(`${JSON.stringify(version)} is ${kafka ?? "Kafka's own, or not known"}`, () => {
      const text = kafka === undefined ? version : `${version}, which is Kafka Connect ${kafka}`;
      expect(workerVersion(version)).to.equal(text);
    });
  }
});
