import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  CLUSTER_ARGUMENTS,
  CLUSTER_COSTS,
  type ClusterArgument,
  HEALING_ARGUMENTS,
  METRICS_ARGUMENTS,
} from "../../components/arguments";
import type { Argument } from "../../provider/core/argument";
import { documented } from "../../testkit/docs/doc-comments";
import { documentedDefault } from "../../testkit/docs/documented-default";

const cluster = documented("components/connect-cluster-args.ts", "ConnectClusterArgs");
const healing = documented("components/healing-args.ts", "HealingArgs");

describe("ConnectCluster: the doc comment of", () => {
  for (const [name, argument] of Object.entries(CLUSTER_ARGUMENTS)) {
    it(`${name} states its default, and the effect of a change`, () => {
      const { text = "", default: said } = cluster.get(name) ?? {};
      expect(said).to.equal(documentedDefault(argument));
      const isPart = name.includes(".") || name === "image";
      if (!isPart || /\bchange\b/i.test(text)) {
        expect(text).to.match(new RegExp(`[Aa] change\\b[^.]*\\b${CLUSTER_COSTS[argument.cost]}`));
      }
    });
  }

  it("no other part has a default that is missing in the table", () => {
    for (const [path, { default: said }] of cluster) {
      if (path in CLUSTER_ARGUMENTS) continue;
      expect(said, path).to.equal(undefined);
    }
  });
});

describe("healing: the doc comment of", () => {
  for (const [name, argument] of Object.entries(HEALING_ARGUMENTS)) {
    it(`${name} states its default`, () => {
      expect(healing.get(name)?.default).to.equal(documentedDefault(argument));
    });
  }
});

describe("metrics: the doc comment of", () => {
  const metrics = documented("components/metrics.ts", "WorkerMetricsArgs");
  for (const [name, argument] of Object.entries(METRICS_ARGUMENTS)) {
    it(`${name} states its default`, () => {
      expect(metrics.get(name)?.default).to.equal(documentedDefault(argument));
    });
  }
});

describe("docs/defaults.md", () => {
  /** The third cell of the row whose first cell starts with the argument's name. */
  const rows = new Map(
    readFileSync("docs/defaults.md", "utf8")
      .split("\n")
      .flatMap((line) => {
        const [, name, ours] = /^\| `(\w+)`[^|]*\|[^|]*\|([^|]*)\|/.exec(line) ?? [];
        return name === undefined || ours === undefined ? [] : [[name, ours] as const];
      }),
  );

  for (const [path, given] of Object.entries(CLUSTER_ARGUMENTS)) {
    const argument: Argument<string> = given;
    const value = argument.default;
    const ours = rows.get(path.split(".").at(-1) ?? "");
    if (ours === undefined || (typeof value !== "number" && typeof value !== "string")) continue;
    it(`has the default of ${path as ClusterArgument}`, () => {
      expect(ours.includes("the same") || ours.includes(String(value)), ours).to.equal(true);
    });
  }
});
