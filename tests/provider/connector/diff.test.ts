import { expect } from "chai";
import { withoutDefaults } from "../../../provider/connector/stored-inputs";
import * as lifecycle from "../../../provider/connector/lifecycle";
import type { Outputs, Props } from "../../../provider/connector/outputs";
import { thisRun } from "../../../provider/connector/this-run";
import { UNKNOWN } from "../../../provider/core/unknown";
import { clusterId } from "../../../provider/endpoint/endpoint";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";
import {
  sampleDraft,
  sampleInfo,
  sampleInputs,
  sampleStatus,
} from "../../../testkit/connectors/samples";
import { json } from "../../../testkit/connect/scripted-server";

describe("diff", () => {
  const url = "http://127.0.0.1:1"; // Nobody answers there, so nothing shows that it is the same one.
  const other = "http://127.0.0.1:2";
  const olds = (changes: object = {}): Props<Outputs> => {
    const cluster = { url, ...changes } as { url: string; id?: string };
    const { name: connectorName, state, ...stored } = withoutDefaults(sampleInputs({ cluster }));
    return {
      ...stored,
      connectorName,
      clusterId: cluster.id ?? url,
      state,
      type: "source",
      tasks: [],
      failedTasks: [],
      workerId: "",
    };
  };
  type Case = [string, object, Readonly<Record<string, unknown>>, string[]];
  const cases: Case[] = [
    ["nothing", {}, {}, []],
    ["config, class and state", {}, { config: {}, class: "x", state: "paused", tasksMax: 9 }, []],
    ["another name", {}, { name: "new" }, ["name"]],
    ["another url", {}, { cluster: { url: other } }, ["cluster"]],
    ["name and url", {}, { name: "new", cluster: { url: other } }, ["name", "cluster"]],
    ["another url with the same id", { id: "a" }, { cluster: { url: other, id: "a" } }, []],
    ["another id", { id: "a" }, { cluster: { url, id: "b" } }, ["cluster"]],
    ["a new id at the same url", {}, { cluster: { url, id: "a" } }, []],
    ["a new id at another url", {}, { cluster: { url: other, id: "a" } }, ["cluster"]],
    ["a removed id", { id: "a" }, { cluster: { url } }, ["cluster"]],
    ["credentials", {}, { cluster: { url, bearerToken: "t" } }, []],
    ["an unknown name", {}, { name: UNKNOWN }, ["name"]],
    ["an unknown cluster", {}, { cluster: UNKNOWN }, ["cluster"]],
    ["an unknown url", {}, { cluster: { url: UNKNOWN } }, ["cluster"]],
    ["an unknown url with the same id", { id: "a" }, { cluster: { url: UNKNOWN, id: "a" } }, []],
    ["an unknown id", {}, { cluster: { url: other, id: UNKNOWN } }, ["cluster"]],
  ];
  for (const [what, before, changes, replaces] of cases) {
    it(`replaces on ${replaces.join(" and ") || "nothing"} for ${what}`, async () => {
      const news = sampleDraft({ cluster: { url }, ...changes });
      expect(await lifecycle.diff("orders", olds(before), news)).to.deep.equal({
        replaces,
        // On another cluster the new one is created first.
        deleteBeforeReplace: !replaces.includes("cluster"),
      });
    });
  }
});

describe("diff with workers that now belong to another Kafka cluster", () => {
  const { use, inputsOf, wireOf, created } = useLifecycle();
  const diffed = async (mayLack: boolean) => {
    const inputs = inputsOf();
    const outs = await created(inputs);
    if (mayLack) thisRun.hasLeftKafka(clusterId(inputs.cluster));
    return lifecycle.diff("orders", outs, inputs);
  };

  it("replaces a connector that no longer exists, deleting the old resource first", async () => {
    use.server
      .on("GET /connectors?expand=info&expand=status", json({}))
      .on("GET /connectors/orders", json({ error_code: 404, message: "not found" }, 404));
    expect(await diffed(true)).to.deep.equal({ replaces: ["cluster"], deleteBeforeReplace: true });
  });

  it("keeps a connector that exists, and makes no call without a reason", async () => {
    expect((await diffed(false)).replaces).to.deep.equal([]);
    expect(use.server.calls).to.deep.equal([]);
    const info = sampleInfo({ config: wireOf(inputsOf()) });
    const all = { orders: { info, status: sampleStatus("RUNNING") } };
    use.server.on("GET /connectors?expand=info&expand=status", json(all));
    expect((await diffed(true)).replaces).to.deep.equal([]);
  });

  it("keeps the connectors while the cluster is unreachable", async () => {
    use.server.on("GET /connectors?expand=info&expand=status", json({ message: "no" }, 401));
    expect((await diffed(true)).replaces).to.deep.equal([]);
  });
});
