import { expect } from "chai";
import { withoutDefaults } from "../../../provider/connector/inputs";
import * as lifecycle from "../../../provider/connector/lifecycle";
import type { Outputs, Props } from "../../../provider/connector/outputs";
import { UNKNOWN } from "../../../provider/core/values";
import { sampleInputs } from "../../../testkit/samples";

describe("diff", () => {
  const url = "http://connect:8083";
  const other = "http://other:8083";
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
    ["another url of the same id", { id: "a" }, { cluster: { url: other, id: "a" } }, []],
    ["another id", { id: "a" }, { cluster: { url, id: "b" } }, ["cluster"]],
    ["an id that is new, at the same url", {}, { cluster: { url, id: "a" } }, []],
    ["an id that is new, at another url", {}, { cluster: { url: other, id: "a" } }, ["cluster"]],
    ["an id that is gone", { id: "a" }, { cluster: { url } }, ["cluster"]],
    ["credentials", {}, { cluster: { url, bearerToken: "t" } }, []],
    ["a name that is not known", {}, { name: UNKNOWN }, []],
    ["a cluster that is not known", {}, { cluster: UNKNOWN }, []],
    ["a url that is not known", {}, { cluster: { url: UNKNOWN } }, []],
    ["an id that is not known", {}, { cluster: { url: other, id: UNKNOWN } }, []],
  ];
  for (const [what, before, changes, replaces] of cases) {
    it(`replaces on ${replaces.join(" and ") || "nothing"} for ${what}`, () => {
      const news = sampleInputs({ cluster: { url }, ...changes });
      expect(lifecycle.diff("orders", olds(before), news)).to.deep.equal({
        replaces,
        deleteBeforeReplace: true,
      });
    });
  }
});
