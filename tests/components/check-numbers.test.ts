import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { checkedNumbers } from "../../components/check-numbers";
import { refusedOverrides } from "../../components/worker-config";
import { minimal, valueOf } from "../../testkit/kubernetes/connect-cluster";

/** The arguments with one more, at this path. */
function argsWith(path: string, value: unknown): typeof minimal {
  const [last = "", ...outer] = path.split(".").reverse();
  const innermost: object = { [last]: value };
  return { ...minimal, ...outer.reduce((inner, name) => ({ [name]: inner }), innermost) };
}

const NUMBERS = [
  ...["replicas", "internalTopicReplicationFactor", "rebalanceDelay", "user", "maxUnavailable"],
  ...["metrics.port", "healing.pollInterval", "healing.firstWait", "healing.longestWait"],
  ...["healing.stableTime", "healing.restartsPerMinute", "healing.restartPolicy.maxRetry"],
];

describe("ConnectCluster: a duration", () => {
  const check = (value: string) => checkedNumbers("connect", argsWith("rebalanceDelay", value));

  it("may be as long as 32 bits of milliseconds allow", () => {
    expect(() => check("2147483s")).to.not.throw();
    expect(() => check("2147484s")).to.throw("rebalanceDelay: must be");
  });
});

describe("ConnectCluster: a number", () => {
  const wrong = [NaN, Infinity, -Infinity, 1e21, 2 ** 53, -2, "many", "1e21", "600h", {}];
  for (const path of NUMBERS) {
    it(`of ${path} is refused with its path when it is not a number, or too large`, () => {
      for (const value of wrong) {
        const check = () => checkedNumbers("connect", argsWith(path, value));
        expect(check, JSON.stringify(value)).to.throw(`ConnectCluster "connect": ${path}: must be`);
      }
    });

    it(`of ${path} is kept as it is`, () => {
      const args = argsWith(path, 7);
      expect(checkedNumbers("connect", args)).to.deep.equal(args);
    });
  }

  const kept: [string, unknown][] = [
    ["replicas", 0],
    ["internalTopicReplicationFactor", -1],
    ["rebalanceDelay", 0.5],
    ["rebalanceDelay", "90"],
    ["rebalanceDelay", "90s"],
    ["rebalanceDelay", "1h30m"],
    ["healing.longestWait", "24h"],
    ["maxUnavailable", "50%"],
    ["maxUnavailable", false],
    ["healing", false],
    ["user", undefined],
  ];
  for (const [path, value] of kept) {
    it(`of ${path} may be ${String(value)}`, () => {
      const args = argsWith(path, value);
      expect(checkedNumbers("connect", args)).to.deep.equal(args);
    });
  }

  for (const path of ["replicas", "maxUnavailable", "user", "metrics.port"]) {
    it(`of ${path} may be a string, as from some languages, and becomes a number`, () => {
      const checked = checkedNumbers("connect", argsWith(path, "7"));
      expect(checked).to.deep.equal(argsWith(path, 7));
    });
  }

  it("is checked once it is known", async () => {
    const good = checkedNumbers("connect", argsWith("replicas", pulumi.output(2)));
    expect(await valueOf(pulumi.output(good.replicas))).to.equal(2);
  });

  it("of the worker's config is refused when it cannot be kept exactly", () => {
    const config = { a: 2 ** 53, b: 1e21, c: NaN, d: Infinity, e: 1e-7, f: 1, g: "1e21" };
    const refused = refusedOverrides(config).map(({ key }) => key);
    expect(refused).to.deep.equal(["a", "b", "c", "d", "e"]);
  });
});
